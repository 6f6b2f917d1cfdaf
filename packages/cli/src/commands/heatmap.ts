import { dirname, resolve } from 'node:path';
import { ensureWritableDirectory, writeOutput } from '@deepsentinel/batch-runner';
import {
  type AnalyzedVideo,
  type AnalyzedVideoFilter,
  listAnalyzedVideos,
  listTracks,
  type OpenDatabase,
} from '@deepsentinel/db-schema';
import { type HeatSource, heatMap } from '@deepsentinel/inference-core/visits';
import { loadCameraScene } from '@deepsentinel/results-api';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { firstFrame } from '../heatmap/first-frame.ts';
import { renderHeatMap } from '../heatmap/render-heat-map.ts';
import { pngValue } from '../option-values.ts';
import { findVideo } from '../results/find-video.ts';
import { openResults } from '../results-database.ts';
import { checkStore, type StoreOptions } from '../store/store-options.ts';
import { counted } from '../terminal/progress-view.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface HeatmapOptions extends StoreOptions {
  readonly video?: string;
  readonly out: string;
  readonly db?: string;
}

/** Adds `sentinel heatmap`, which draws where people spent their time. */
export function addHeatmapCommand(program: Command, terminal: Terminal): void {
  program
    .command('heatmap')
    .description('Draw where people spent their time, as a picture')
    .option('--video <video>', 'this video, by file name, path or id')
    .option('--store <id>', 'the store of --camera')
    .option('--camera <id>', 'all videos of this camera')
    .option('--out <file.png>', 'the picture', pngValue, 'heatmap.png')
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .action(async ({ video, store, camera, out, db: location }: HeatmapOptions) => {
      if ((video === undefined) === (camera === undefined)) {
        throw new InputError('heatmap: give a video with --video, or a camera with --store and --camera');
      }
      await using database = await openResults(location);
      const { db } = database;
      await checkStore(db, { store, camera });
      const videoId = video === undefined ? undefined : await findVideo(db, video);
      const sources = await loadSources(db, { videoId, storeId: store, cameraId: camera });
      const [first] = sources;
      if (!first) throw new InputError('heatmap: no analyzed video has a known size');
      const picture = (await firstFrame(first.video, terminal.signal)) ?? first.frame;
      const { zones } = await loadCameraScene(db, first.video);
      const path = resolve(out);
      await ensureWritableDirectory(dirname(path));
      await writeOutput(path, await renderHeatMap(heatMap(sources), picture, zones ?? []));
      terminal.print(`heat map of ${counted(sources.length, 'video')}: ${path}`);
    });
}

async function loadSources(
  db: OpenDatabase['db'],
  filter: AnalyzedVideoFilter,
): Promise<(HeatSource & { readonly video: AnalyzedVideo })[]> {
  const sources = [];
  for (const video of await listAnalyzedVideos(db, filter)) {
    const { videoId, width, height } = video;
    if (width === null || height === null) continue;
    const tracks = await listTracks(db, { videoId, limit: Number.MAX_SAFE_INTEGER });
    sources.push({ video, frame: { width, height }, paths: tracks.map(({ path }) => path) });
  }
  return sources;
}
