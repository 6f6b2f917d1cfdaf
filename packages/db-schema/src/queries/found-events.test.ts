import type { EventType } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { backends } from '../testing/backends.ts';
import { axisEmbedding, chunk, chunkEvent, scatteredEmbedding, startRun } from '../testing/factories.ts';
import { useDatabase } from '../testing/use-database.ts';
import { commitChunk } from './chunks.ts';
import { nearestEvents } from './found-events.ts';

const pictureDimensions = 768;

describe.each(backends)('events of the $name database are found by nearness', ({ open }) => {
  let db: Kysely<Database>;
  useDatabase(open, (opened) => {
    db = opened;
  });

  test('of their descriptions and of their pictures, each with its distance', async () => {
    const lease = await startRun(db);
    const events = [3, 7, 11].map((axis) =>
      chunkEvent({
        eventId: `axis-${axis}`,
        embedding: axisEmbedding(axis),
        imageEmbedding: axisEmbedding(700 + axis, pictureDimensions),
        imageEmbeddedBy: 'pictures',
      }),
    );
    await commitChunk(db, lease, chunk({ events }));
    const filter = { videoId: lease.videoId, limit: 2 };
    const description = { of: 'description', embedding: axisEmbedding(7), embeddedBy: 'test' } as const;
    const picture = {
      of: 'picture',
      embedding: axisEmbedding(711, pictureDimensions),
      embeddedBy: 'pictures',
    } as const;
    const near = await nearestEvents(db, description, filter);
    expect(near[0]).toMatchObject({ eventId: 'axis-7', distance: 0 });
    expect(near[1]?.distance).toBeCloseTo(1, 6);
    const [pictured] = await nearestEvents(db, picture, filter);
    expect(pictured).toMatchObject({ eventId: 'axis-11', distance: 0 });
  });

  test('all of them, through the index, however many are wanted and few pass the filter', async () => {
    const lease = await startRun(db);
    const events = Array.from({ length: 300 }, (_, index) =>
      chunkEvent({
        eventId: `crowd-${index}`,
        type: index % 50 === 0 ? 'collapse' : 'walking',
        embedding: scatteredEmbedding(index),
        embeddedBy: index % 30 === 0 ? 'another' : 'test',
        imageEmbedding: scatteredEmbedding(index, pictureDimensions),
        imageEmbeddedBy: 'pictures',
      }),
    );
    await commitChunk(db, lease, chunk({ events }));
    await db.transaction().execute(async (transaction) => {
      // What the planner does by itself when there are many events: it asks the index.
      await sql`set local enable_sort = off`.execute(transaction);
      const found = async (
        query: Parameters<typeof nearestEvents>[1],
        filter: { type?: EventType; limit: number },
      ) => (await nearestEvents(transaction, query, { videoId: lease.videoId, ...filter })).length;
      const description = { of: 'description', embedding: scatteredEmbedding(150) } as const;
      const embedding = scatteredEmbedding(150, pictureDimensions);
      const picture = { of: 'picture', embedding, embeddedBy: 'pictures' } as const;
      expect(await found({ ...description, embeddedBy: 'test' }, { limit: 60 })).toBe(60);
      expect(await found({ ...description, embeddedBy: 'another' }, { limit: 60 })).toBe(10);
      expect(await found(picture, { limit: 60 })).toBe(60);
      expect(await found(picture, { type: 'collapse', limit: 6 })).toBe(6);
    });
  });

  test('through the index of each column', async () => {
    await db.transaction().execute(async (transaction) => {
      await sql`set local enable_sort = off`.execute(transaction);
      for (const [column, length] of [
        ['embedding', 384],
        ['image_embedding', pictureDimensions],
      ] as const) {
        const zeros = `[${new Array(length).fill(1)}]`;
        const { rows } = await sql`
          explain select event_id from events order by ${sql.ref(column)} <=> ${zeros} limit 5
        `.execute(transaction);
        expect(JSON.stringify(rows)).toContain(`Index Scan using events_by_${column}`);
      }
    });
  });
});
