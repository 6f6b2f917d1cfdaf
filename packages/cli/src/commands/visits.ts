import { loadVisits } from '@deepsentinel/results-api';
import type { Command } from 'commander';
import { countValue } from '../option-values.ts';
import { findVideo } from '../results/find-video.ts';
import { reportVisits } from '../results/reported-visit.ts';
import { visitTable } from '../results/visit-table.ts';
import { openResults } from '../results-database.ts';
import { checkStore, type StoreOptions } from '../store/store-options.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface VisitsOptions extends StoreOptions {
  readonly video?: string;
  readonly limit: number;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel visits`, which lists who was there: a row for each person and stay. */
export function addVisitsCommand(program: Command, terminal: Terminal): void {
  program
    .command('visits')
    .description('List who was there: in, out, where, how long, what they did')
    .option('--video <video>', 'only this video, by file name, path or id')
    .option('--store <id>', 'only this store')
    .option('--camera <id>', 'only this camera of the store')
    .option('--limit <n>', 'largest number of visits in a video', countValue, 1000)
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON, which includes timelines and events, instead of a table')
    .action(async ({ video, store, camera, limit, db: location, json }: VisitsOptions) => {
      await using database = await openResults(location);
      const { db } = database;
      await checkStore(db, { store, camera });
      const videoId = video === undefined ? undefined : await findVideo(db, video);
      const found = await loadVisits(db, { videoId, storeId: store, cameraId: camera }, { limit });
      if (json) return terminal.print(JSON.stringify(found.flatMap(reportVisits), null, 2));
      const isEmpty = found.every(({ visits }) => visits.length === 0);
      terminal.print(isEmpty ? 'no visits' : visitTable(found));
    });
}
