import {
  type EventFilter,
  type EventRecord,
  listEmbedders,
  type OpenDatabase,
  searchEvents,
  similarEvents,
} from '@deepsentinel/db-schema';
import { type EventState, type EventType, eventStates, eventTypes } from '@deepsentinel/queue-contracts';
import { type Command, Option } from 'commander';
import { InputError } from '../errors.ts';
import { embedSearch, openQueryEmbedder } from '../open-query-embedder.ts';
import { countValue, momentValue } from '../option-values.ts';
import { embedderNotes } from '../results/embedder-notes.ts';
import { eventTable } from '../results/event-table.ts';
import { findVideo } from '../results/find-video.ts';
import { reportEvent } from '../results/reported-event.ts';
import { openResults } from '../results-database.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addModelOptions, type ModelOptions } from './model-options.ts';

interface SearchOptions extends ModelOptions {
  readonly like?: string;
  readonly video?: string;
  readonly store?: string;
  readonly type?: EventType;
  readonly state?: EventState;
  readonly from?: Date;
  readonly to?: Date;
  readonly limit: number;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel search`, which finds events by their descriptions and pictures. */
export function addSearchCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('search')
    .description('Find events by their descriptions and, if the models allow it, by their pictures')
    .argument('[words...]', 'words to search for')
    .option(
      '--like <event>',
      'find events similar to this one of --video instead; its id is in `events --json`',
    )
    .option('--video <video>', 'only this video, by file name, path or id')
    .option('--store <id>', 'only this store')
    .addOption(new Option('--type <type>', 'only this type').choices(eventTypes))
    .addOption(
      new Option('--state <state>', 'only this state (default: all but rejected)').choices(eventStates),
    )
    .option('--from <moment>', 'only events at or after this time', momentValue)
    .option('--to <moment>', 'only events before this time', momentValue)
    .option('--limit <n>', 'largest number of results', countValue, 20)
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON instead of a table');
  addModelOptions(command).action(async (words: string[], options: SearchOptions) => {
    const text = words.join(' ');
    checkQuery(text, options);
    await using database = await openResults(options.db);
    const found = (await find(database.db, { text, options, terminal })).map(reportEvent);
    if (options.json) terminal.print(JSON.stringify(found, null, 2));
    else terminal.print(found.length > 0 ? eventTable(found) : 'no events');
  });
}

function checkQuery(text: string, { like, video }: SearchOptions): void {
  if ((text === '') === (like === undefined)) {
    throw new InputError('search: give words to look for, or an event with --like');
  }
  if (like !== undefined && video === undefined) {
    throw new InputError('search: --like needs --video, which the event is of');
  }
}

interface Search {
  readonly text: string;
  readonly options: SearchOptions;
  readonly terminal: Terminal;
}

async function find(db: OpenDatabase['db'], { text, options, terminal }: Search): Promise<EventRecord[]> {
  const { like, video, store: storeId, type, state, from, to, limit } = options;
  const videoId = video === undefined ? undefined : await findVideo(db, video);
  const filter: EventFilter = { storeId, type, state, from, to, limit };
  if (like !== undefined) return await findLike(db, { eventId: like, videoId: videoId! }, filter);
  await using queryEmbedder = await openQueryEmbedder(options);
  const ofVideo = { ...filter, videoId };
  for (const note of embedderNotes(queryEmbedder, await listEmbedders(db, ofVideo))) terminal.note(note);
  return await searchEvents(db, await embedSearch(queryEmbedder, text), ofVideo);
}

async function findLike(
  db: OpenDatabase['db'],
  event: Pick<EventRecord, 'eventId' | 'videoId'>,
  filter: EventFilter,
): Promise<EventRecord[]> {
  const found = await similarEvents(db, event, filter);
  if (!found)
    throw new InputError(`${event.eventId}: no such event in that video; events --json shows their ids`);
  return found;
}
