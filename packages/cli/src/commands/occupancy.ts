import { loadOccupancy } from '@deepsentinel/results-api';
import type { Command } from 'commander';
import { durationValue } from '../option-values.ts';
import { occupancyTable } from '../results/occupancy-table.ts';
import { reportOccupancy } from '../results/reported-occupancy.ts';
import { addPlaceOptions, filterOf, type PlaceOptions } from '../results/visit-options.ts';
import { openResults } from '../results-database.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface OccupancyOptions extends PlaceOptions {
  readonly every: number;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel occupancy`, which counts people over time: in, out, and how many were there. */
export function addOccupancyCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('occupancy')
    .description('Count people over time: in, out, and how many were there');
  addPlaceOptions(command)
    .option('--every <duration>', 'length of a step, for instance 30s, 15m or 1h', durationValue, 900_000)
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON instead of a table')
    .action(async ({ every, db: location, json, ...places }: OccupancyOptions) => {
      await using database = await openResults(location);
      const { db } = database;
      const found = await loadOccupancy(db, { ...(await filterOf(db, places)), stepMs: every });
      const steps = found.flatMap(reportOccupancy);
      if (json) return terminal.print(JSON.stringify(steps, null, 2));
      terminal.print(steps.length > 0 ? occupancyTable(steps) : 'no videos');
    });
}
