import {
  type EventFilter,
  type EventRecord,
  listEmbedders,
  type OpenDatabase,
  searchEvents,
  similarEvents,
} from '@deepsentinel/db-schema';
import { type EventState, type EventType, eventStates, eventTypes } from '@deepsentinel/queue-contracts';
import { searchVisits } from '@deepsentinel/results-api';
import { type Command, Option } from 'commander';
import { InputError } from '../errors.ts';
import { embedSearch, openQueryEmbedder } from '../open-query-embedder.ts';
import { countValue } from '../option-values.ts';
import { embedderNotes } from '../results/embedder-notes.ts';
import { eventTable } from '../results/event-table.ts';
import { type FoundEvent, reportFoundEvent, visitColumn } from '../results/found-event.ts';
import { reportEvent } from '../results/reported-event.ts';
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
import { addModelOptions, type ModelOptions } from './model-options.ts';

interface SearchOptions extends ModelOptions, PlaceOptions, ConditionOptions {
  readonly like?: string;
  readonly visits?: true;
  readonly type?: EventType;
  readonly state?: EventState;
  readonly limit: number;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel search`, which finds events by their descriptions and pictures, and visits by their own words, too. */
export function addSearchCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('search')
    .description(
      'Find events by their descriptions and, if the models allow it, by their pictures; or visits',
    )
    .argument('[words...]', 'words to search for')
    .option(
      '--like <event>',
      'find events similar to this one of --video instead; its id is in `events --json`',
    )
    .option('--visits', 'find visits, by their own words and by their events')
    .addOption(new Option('--type <type>', 'only this type').choices(eventTypes))
    .addOption(
      new Option('--state <state>', 'only this state (default: all but rejected)').choices(eventStates),
    )
    .option('--limit <n>', 'largest number of results', countValue, 20)
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON instead of a table');
  addModelOptions(addConditionOptions(addPlaceOptions(command))).action(
    async (words: string[], options: SearchOptions) => {
      const search = { text: words.join(' '), options, terminal };
      checkQuery(search.text, options);
      await using database = await openResults(options.db);
      if (options.visits) await printVisits(database.db, search);
      else await printEvents(database.db, search);
    },
  );
}

async function printEvents(db: OpenDatabase['db'], search: Search): Promise<void> {
  const { options, terminal } = search;
  const found: FoundEvent[] = [];
  for (const event of await find(db, search)) found.push(await reportFoundEvent(db, event));
  if (options.json) return terminal.print(JSON.stringify(found, null, 2));
  terminal.print(found.length > 0 ? eventTable(found, [visitColumn]) : 'no events');
}

async function printVisits(db: OpenDatabase['db'], search: Search): Promise<void> {
  const { text, options, terminal } = search;
  const places = await filterOf(db, options);
  const found = await searchVisits(db, {
    ...{ ...places, ...conditionsOf(options), text, limit: options.limit },
    events: await find(db, search),
  });
  if (options.json) {
    const reported = found.map(({ visit, matches }) => ({
      ...reportVisit(visit),
      matches: matches.map(reportEvent),
    }));
    return terminal.print(JSON.stringify(reported, null, 2));
  }
  terminal.print(found.length > 0 ? visitTable(found.map(({ visit }) => visit)) : 'no visits');
}

function checkQuery(text: string, { like, video, visits, zone, stayed, unpaid }: SearchOptions): void {
  if (visits && like !== undefined) throw new InputError('search: --visits takes words, not --like');
  if (!visits && (zone !== undefined || stayed !== undefined || unpaid)) {
    throw new InputError('search: --zone, --stayed and --unpaid are about visits; add --visits');
  }
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
  const { like, type, state, limit } = options;
  const { videoId, ...places } = await filterOf(db, options);
  const filter: EventFilter = { ...places, type, state, limit };
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
