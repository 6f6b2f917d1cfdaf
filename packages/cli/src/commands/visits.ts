import type { OpenDatabase } from '@deepsentinel/db-schema';
import { CursorError, loadVisits, type VisitPage, type VisitQuery } from '@deepsentinel/results-api';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { countValue } from '../option-values.ts';
import { reportVisit } from '../results/reported-visit.ts';
import {
  addConditionOptions,
  addPlaceOptions,
  type ConditionOptions,
  conditionsOf,
  filterOf,
  type PlaceOptions,
} from '../results/visit-options.ts';
import { visitTable } from '../results/visit-table.ts';
import { openResults } from '../results-database.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface VisitsOptions extends PlaceOptions, ConditionOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel visits`, which lists who was there: a row for each person and stay. */
export function addVisitsCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('visits')
    .description('List who was there: in, out, where, how long, what they did');
  addConditionOptions(addPlaceOptions(command))
    .option('--limit <n>', 'largest number of visits', countValue, 1000)
    .option('--cursor <cursor>', 'go on where an earlier list ended, which says how')
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON, which includes timelines and events, instead of a table')
    .action(async (options: VisitsOptions) => {
      const { limit, cursor, db: location, json } = options;
      await using database = await openResults(location);
      const { db } = database;
      const query = { ...(await filterOf(db, options)), ...conditionsOf(options), limit, cursor };
      const { visits, next } = await pageOf(db, query);
      if (json) terminal.print(JSON.stringify(visits.map(reportVisit), null, 2));
      else terminal.print(visits.length > 0 ? visitTable(visits) : 'no visits');
      if (next !== null) terminal.note(`there are more visits; add --cursor ${next} to see the next ones`);
    });
}

async function pageOf(db: OpenDatabase['db'], query: VisitQuery): Promise<VisitPage> {
  try {
    return await loadVisits(db, query);
  } catch (error) {
    if (!(error instanceof CursorError)) throw error;
    throw new InputError(`--cursor ${query.cursor}: not the cursor of an earlier list`, { cause: error });
  }
}
