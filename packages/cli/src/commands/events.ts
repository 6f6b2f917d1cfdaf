import { listEvents } from '@deepsentinel/db-schema';
import { type EventState, type EventType, eventStates, eventTypes } from '@deepsentinel/queue-contracts';
import { type Command, Option } from 'commander';
import { countValue } from '../option-values.ts';
import { eventTable } from '../results/event-table.ts';
import { findVideo } from '../results/find-video.ts';
import { reportEvent } from '../results/reported-event.ts';
import { openResults } from '../results-database.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface EventsOptions {
  readonly video?: string;
  readonly type?: EventType;
  readonly state?: EventState;
  readonly limit: number;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel events`, which lists the events of analyzed videos. */
export function addEventsCommand(program: Command, terminal: Terminal): void {
  program
    .command('events')
    .description('List detected events')
    .option('--video <video>', 'only this video, by file name, path or id')
    .addOption(new Option('--type <type>', 'only this type').choices(eventTypes))
    .addOption(new Option('--state <state>', 'only this state').choices(eventStates))
    .option('--limit <n>', 'largest number of results', countValue, 1000)
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON instead of a table')
    .action(async ({ video, type, state, limit, db: location, json }: EventsOptions) => {
      await using database = await openResults(location);
      const { db } = database;
      const videoId = video === undefined ? undefined : await findVideo(db, video);
      const events = (await listEvents(db, { videoId, type, state, limit })).map(reportEvent);
      if (json) terminal.print(JSON.stringify(events, null, 2));
      else terminal.print(events.length > 0 ? eventTable(events) : 'no events');
    });
}
