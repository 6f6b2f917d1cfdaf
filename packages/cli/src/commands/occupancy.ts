import { loadVisits } from '@deepsentinel/results-api';
import type { Command } from 'commander';
import { durationValue } from '../option-values.ts';
import { findVideo } from '../results/find-video.ts';
import { occupancyOf } from '../results/occupancy-of.ts';
import { occupancyTable } from '../results/occupancy-table.ts';
import { openResults } from '../results-database.ts';
import { checkStore, type StoreOptions } from '../store/store-options.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface OccupancyOptions extends StoreOptions {
  readonly video?: string;
  readonly every: number;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel occupancy`, which counts people over time: in, out, and how many were there. */
export function addOccupancyCommand(program: Command, terminal: Terminal): void {
  program
    .command('occupancy')
    .description('Count people over time: in, out, and how many were there')
    .option('--video <video>', 'only this video, by file name, path or id')
    .option('--store <id>', 'only this store')
    .option('--camera <id>', 'only this camera of the store')
    .option('--every <duration>', 'length of a step, for instance 30s, 15m or 1h', durationValue, 900_000)
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON instead of a table')
    .action(async ({ video, store, camera, every, db: location, json }: OccupancyOptions) => {
      await using database = await openResults(location);
      const { db } = database;
      await checkStore(db, { store, camera });
      const videoId = video === undefined ? undefined : await findVideo(db, video);
      const filter = { videoId, storeId: store, cameraId: camera };
      const steps = occupancyOf(await loadVisits(db, filter, { limit: Number.MAX_SAFE_INTEGER }), every);
      if (json) return terminal.print(JSON.stringify(steps, null, 2));
      terminal.print(steps.length > 0 ? occupancyTable(steps) : 'no videos');
    });
}
