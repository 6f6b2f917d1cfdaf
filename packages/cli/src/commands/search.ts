import {
  type EventFilter,
  type EventRecord,
  listEmbedders,
  type OpenDatabase,
  searchEvents,
  similarEvents,
} from '@deepsentinel/db-schema';
import { type EventState, eventStates, eventTypes } from '@deepsentinel/inference-core';
import { type Command, Option } from 'commander';
import { InputError } from '../input-error.ts';
import { embedSearch, openSearcher } from '../open-searcher.ts';
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
  readonly type?: string;
  readonly state?: EventState;
  readonly from?: Date;
  readonly to?: Date;
  readonly limit: number;
  readonly db?: string;
  readonly json?: true;
}

/** `sentinel search`: events by what their descriptions say and their pictures show. */
export function addSearchCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('search')
    .description('Find events by what their descriptions say and, where the models can, their pictures show')
    .argument('[words...]', 'what to look for')
    .option(
      '--like <event>',
      'in place of words: events like this one of --video, by its id (events --json shows it)',
    )
    .option('--video <video>', 'in this video only: its file name, path or id')
    .option('--store <id>', 'in this store only')
    .addOption(new Option('--type <type>', 'of this type only').choices(eventTypes))
    .addOption(
      new Option('--state <state>', 'in this state only (default: all but rejected)').choices(eventStates),
    )
    .option('--from <moment>', 'not before, by the clock of the store', momentValue)
    .option('--to <moment>', 'before', momentValue)
    .option('--limit <n>', 'at most so many', countValue, 20)
    .option('--db <url or directory>', 'database (default: $DATABASE_URL, else that of ./sentinel-cloud)')
    .option('--json', 'print JSON in place of a table');
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
  await using searcher = await openSearcher(options);
  const ofVideo = { ...filter, videoId };
  for (const note of embedderNotes(searcher, await listEmbedders(db, ofVideo))) terminal.note(note);
  return await searchEvents(db, await embedSearch(searcher, text), ofVideo);
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
