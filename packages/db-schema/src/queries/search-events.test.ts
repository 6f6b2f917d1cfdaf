import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { OpenDatabase } from '../opened-database.ts';
import type { Database } from '../schema.ts';
import { backends } from '../testing/backends.ts';
import { axisEmbedding, chunk, chunkEvent, newVideo, startRun } from '../testing/factories.ts';
import { commitChunk } from './chunks.ts';
import type { EventFilter } from './events.ts';
import { searchEvents, similarEvents } from './search-events.ts';

const nothing: Float32Array = new Float32Array(384);

describe.each(backends)('a search in the $name database', ({ open }) => {
  let database: OpenDatabase;
  let db: Kysely<Database>;
  let videoId: string;
  beforeAll(async () => {
    database = await open();
    db = database.db;
    const lease = await startRun(db, newVideo({ recordedAt: new Date('2026-03-01T09:00:00Z') }));
    ({ videoId } = lease);
    const described = (type: string, axis: number, description: string, startMs = 0) =>
      chunkEvent({
        eventId: type,
        type,
        description,
        embedding: axisEmbedding(axis),
        startMs,
        endMs: startMs + 1000,
      });
    const events = [
      described('walking', 1, 'A man walks to the left.'),
      described('picking', 2, 'A young woman is picking something from the shelf.', 60_000),
      described('theft', 3, '한 남자가 선반에서 물건을 집는다', 120_000),
      described('collapse', 4, 'Somebody collapses.', 180_000),
    ];
    await commitChunk(db, lease, chunk({ events }));
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  const found = async (text: string, embedding = nothing, filter: Partial<EventFilter> = {}) =>
    (await searchEvents(db, { text, embedding }, { videoId, limit: 10, ...filter })).map(
      ({ eventId }) => eventId,
    );

  test.each([
    ['English words in another form', 'walking men or women who picked', ['picking', 'walking']],
    ['a word of an event type', 'collapse', ['collapse']],
    ['Korean words without their particles', '남자 선반', ['theft']],
    ['text with signs that search syntax has', `shelf' | ! & <-> :*`, ['picking']],
    ['words that nothing has', 'elephant', []],
    ['no words', '?!', []],
  ])('finds %s', async (_phrase, text, expected) => {
    expect((await found(text)).toSorted()).toEqual(expected.toSorted());
  });

  test('finds what is near although it shares no word, and leaves out what is far', async () => {
    expect(await found('elephant', axisEmbedding(4))).toEqual(['collapse']);
  });

  test('puts what has both the words and the meaning first', async () => {
    const both = new Float32Array(384);
    both[1] = Math.SQRT1_2;
    both[2] = Math.SQRT1_2;
    expect((await found('young woman at the shelf', both))[0]).toBe('picking');
  });

  test('keeps to the filter', async () => {
    const [from, to] = [new Date('2026-03-01T09:00:30Z'), new Date('2026-03-01T09:01:30Z')];
    expect(await found('man woman somebody', nothing, { from, to })).toEqual(['picking']);
    expect(await found('man woman somebody', nothing, { limit: 1 })).toHaveLength(1);
  });

  test('for events like one does not find that one', async () => {
    const like = await similarEvents(db, { videoId, eventId: 'walking' }, { videoId, limit: 10 });
    expect(like).toEqual([]);
    const lease = await startRun(db);
    const twin = chunkEvent({ eventId: 'twin', embedding: axisEmbedding(1) });
    await commitChunk(db, lease, chunk({ events: [twin] }));
    const others = await similarEvents(db, { videoId, eventId: 'walking' }, { limit: 10 });
    expect(others?.map(({ eventId }) => eventId)).toEqual(['twin']);
    expect(await similarEvents(db, { videoId, eventId: 'unknown' }, { limit: 10 })).toBeNull();
  });
});
