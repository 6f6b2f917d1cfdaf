import { dirname, resolve } from 'node:path';
import { ensureWritableDirectory, writeOutput } from '@deepsentinel/batch-runner';
import { CameraScenes, loadHeatMap } from '@deepsentinel/results-api';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { firstFrame } from '../heatmap/first-frame.ts';
import { renderHeatMap } from '../heatmap/render-heat-map.ts';
import { pngValue } from '../option-values.ts';
import { addPlaceOptions, filterOf, type PlaceOptions } from '../results/visit-options.ts';
import { openResults } from '../results-database.ts';
import { counted } from '../terminal/progress-view.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface HeatmapOptions extends PlaceOptions {
  readonly out: string;
  readonly db?: string;
}

/** Adds `sentinel heatmap`, which draws where people spent their time. */
export function addHeatmapCommand(program: Command, terminal: Terminal): void {
  const command = program.command('heatmap').description('Draw where people spent their time, as a picture');
  addPlaceOptions(command)
    .option('--out <file.png>', 'the picture', pngValue, 'heatmap.png')
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .action(async ({ out, db: location, ...places }: HeatmapOptions) => {
      if ((places.video === undefined) === (places.camera === undefined)) {
        throw new InputError('heatmap: give a video with --video, or a camera with --store and --camera');
      }
      await using database = await openResults(location);
      const { db } = database;
      const found = await loadHeatMap(db, await filterOf(db, places));
      if (!found) throw new InputError('heatmap: nobody was in view, or no analyzed video has a known size');
      const { map, video, videos } = found;
      const picture = (await firstFrame(video, terminal.signal)) ?? {
        width: video.width!,
        height: video.height!,
      };
      const { zones } = await new CameraScenes(db).of(video);
      const path = resolve(out);
      await ensureWritableDirectory(dirname(path));
      await writeOutput(path, await renderHeatMap(map, picture, zones ?? []));
      terminal.print(`heat map of ${counted(videos, 'video')}: ${path}`);
    });
}
