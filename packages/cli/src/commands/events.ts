import { listEvents } from '@deepsentinel/db-schema';
import { type EventState, eventStates, eventTypes } from '@deepsentinel/inference-core';
import { type Command, Option } from 'commander';
import { countValue } from '../option-values.ts';
import { eventTable } from '../results/event-table.ts';
import { findVideo } from '../results/find-video.ts';
import { reportEvent } from '../results/reported-event.ts';
import { openResults } from '../results-database.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface EventsOptions {
  readonly video?: string;
  readonly type?: string;
  readonly state?: EventState;
  readonly limit: number;
  readonly db?: string;
  readonly json?: true;
}

/** `sentinel events`: what has been found in the analyzed videos. */
export function addEventsCommand(program: Command, terminal: Terminal): void {
  program
    .command('events')
    .description('List the events that were found')
    .option('--video <video>', 'of this video only: its file name, path or id')
    .addOption(new Option('--type <type>', 'of this type only').choices(eventTypes))
    .addOption(new Option('--state <state>', 'in this state only').choices(eventStates))
    .option('--limit <n>', 'at most so many', countValue, 1000)
    .option('--db <url or directory>', 'database (default: $DATABASE_URL, else that of ./sentinel-cloud)')
    .option('--json', 'print JSON in place of a table')
    .action(async ({ video, type, state, limit, db: location, json }: EventsOptions) => {
      await using database = await openResults(location);
      const { db } = database;
      const videoId = video === undefined ? undefined : await findVideo(db, video);
      const events = (await listEvents(db, { videoId, type, state, limit })).map(reportEvent);
      if (json) terminal.print(JSON.stringify(events, null, 2));
      else terminal.print(events.length > 0 ? eventTable(events) : 'no events');
    });
}
