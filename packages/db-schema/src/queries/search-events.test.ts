import type { EventType } from '@deepsentinel/queue-contracts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { backends } from '../testing/backends.ts';
import { axisEmbedding, chunk, chunkEvent, newVideo, runRequest, startRun } from '../testing/factories.ts';
import { useDatabase } from '../testing/use-database.ts';
import { commitChunk } from './chunks.ts';
import type { EventFilter } from './events.ts';
import { takeLease } from './leases.ts';
import { claimRun } from './runs.ts';
import { listEmbedders, type SearchQuery, searchEvents, similarEvents } from './search-events.ts';

const nothing: Float32Array = new Float32Array(384);

describe.each(backends)('a search in the $name database', ({ open }) => {
  let db: Kysely<Database>;
  let videoId: string;
  useDatabase(open, async (opened) => {
    db = opened;
    const lease = await startRun(db, newVideo({ recordedAt: new Date('2026-03-01T09:00:00Z') }));
    ({ videoId } = lease);
    const described = (type: EventType, axis: number, description: string, startMs = 0) =>
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

  const search = async (query: Partial<SearchQuery>, filter: Partial<EventFilter> = {}) => {
    const asked = { text: '', embedding: nothing, embeddedBy: 'test', ...query };
    const events = await searchEvents(db, asked, { videoId, limit: 10, ...filter });
    return events.map(({ eventId }) => eventId);
  };
  const found = (text: string, embedding = nothing, filter: Partial<EventFilter> = {}) =>
    search({ text, embedding }, filter);

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

  test('for events like one keeps to the embedder and the current run of that one', async () => {
    const lease = await startRun(db);
    const own = { embedding: axisEmbedding(30), embeddedBy: 'mine' };
    const events = [
      chunkEvent({ eventId: 'asked', ...own }),
      chunkEvent({ eventId: 'like', ...own }),
      chunkEvent({ eventId: 'foreign', ...own, embeddedBy: 'other' }),
    ];
    await commitChunk(db, lease, chunk({ events, completion: { truncated: false } }));
    const anew = await claimRun(db, runRequest(lease.videoId, { anew: true }));
    const second = await takeLease(db, anew.runId, 'test:1');
    const moved = chunkEvent({ eventId: 'asked', embedding: axisEmbedding(31), embeddedBy: 'mine' });
    await commitChunk(db, second, chunk({ events: [moved] }));
    const like = await similarEvents(db, { videoId: lease.videoId, eventId: 'asked' }, { limit: 10 });
    expect(like?.map(({ eventId }) => eventId)).toEqual(['like']);
  });

  describe('among events with pictures, some rejected, some of another embedder', () => {
    let filter: { videoId: string };
    const red = axisEmbedding(1, 768);
    const green = axisEmbedding(2, 768);
    beforeAll(async () => {
      const lease = await startRun(db);
      filter = { videoId: lease.videoId };
      const pictured = { imageEmbeddedBy: 'pictures', description: 'Somebody.' };
      const events = [
        chunkEvent({ eventId: 'red', ...pictured, imageEmbedding: red, embedding: axisEmbedding(20) }),
        chunkEvent({ eventId: 'green', ...pictured, imageEmbedding: green, embedding: axisEmbedding(21) }),
        chunkEvent({ eventId: 'rejected', ...pictured, imageEmbedding: red, state: 'rejected' }),
        chunkEvent({ eventId: 'foreign', embeddedBy: 'other', embedding: axisEmbedding(20) }),
        chunkEvent({ eventId: 'other red', imageEmbeddedBy: 'other', imageEmbedding: red }),
      ];
      await commitChunk(db, lease, chunk({ events }));
    });

    test('finds pictures, by the embedder that made the query', async () => {
      const image = { embedding: red, embeddedBy: 'pictures' };
      expect(await search({ image }, filter)).toEqual(['red']);
      expect(await search({ image: { ...image, embeddedBy: 'other' } }, filter)).toEqual(['other red']);
    });

    test('puts what words, description and picture agree on first', async () => {
      const query = {
        text: 'somebody',
        embedding: axisEmbedding(21),
        image: { embedding: green, embeddedBy: 'pictures' },
      };
      expect(await search(query, filter)).toEqual(['green', 'red']);
    });

    test('never compares vectors of different embedders', async () => {
      expect(await search({ embedding: axisEmbedding(20) }, filter)).toEqual(['red']);
      expect(await search({ embedding: axisEmbedding(20), embeddedBy: 'other' }, filter)).toEqual([
        'foreign',
      ]);
      expect(await search({ embedding: axisEmbedding(20), embeddedBy: 'nobody' }, filter)).toEqual([]);
    });

    test('leaves out rejected events unless they are asked for', async () => {
      expect((await search({ text: 'somebody' }, filter)).toSorted()).toEqual(['green', 'red']);
      expect(await search({ text: 'somebody' }, { ...filter, state: 'rejected' })).toEqual(['rejected']);
    });

    test('can be told who embedded them', async () => {
      expect(await listEmbedders(db, filter)).toEqual([
        { embeddedBy: 'test', imageEmbeddedBy: 'pictures', events: 3 },
        { embeddedBy: 'other', imageEmbeddedBy: null, events: 1 },
        { embeddedBy: 'test', imageEmbeddedBy: 'other', events: 1 },
      ]);
    });
  });
});
