import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { type EventFilter, eventsByWords, nearestEvents, type StoredEvent } from './events.ts';
import { fuseRanks } from './fuse-ranks.ts';

/** Farther ones only happen to be nearest. 1 is the cosine distance of texts that have nothing in common. */
const farthest = 0.75;
/** Of each list so much more is looked at than wanted, as one may know what the other does not. */
const depth = 4;

/** What is looked for. */
export interface SearchQuery {
  readonly text: string;
  /** float32 [384] of the text, by the embedder that embedded the events. */
  readonly embedding: Float32Array;
}

/** Finds events by their words and by the nearness of their embeddings, and puts both into one order, the best first. */
export async function searchEvents(
  db: Kysely<Database>,
  { text, embedding }: SearchQuery,
  filter: EventFilter,
): Promise<StoredEvent[]> {
  const wide = { ...filter, limit: depth * filter.limit };
  const [worded, near] = [await eventsByWords(db, text, wide), await nearEvents(db, embedding, wide)];
  const fused = fuseRanks<StoredEvent>([worded, near], identity);
  return fused.slice(0, filter.limit).map(([event]) => event);
}

/** Events most like one that is stored, the most alike first; null when there is no such event. */
export async function similarEvents(
  db: Kysely<Database>,
  event: Pick<StoredEvent, 'videoId' | 'eventId'>,
  filter: EventFilter,
): Promise<StoredEvent[] | null> {
  const embedding = await embeddingOf(db, event);
  if (!embedding) return null;
  const near = await nearEvents(db, embedding, { ...filter, limit: filter.limit + 1 });
  return near.filter((other) => identity(other) !== identity(event)).slice(0, filter.limit);
}

/** A text without words has no direction, and is near to nothing. */
async function nearEvents(
  db: Kysely<Database>,
  embedding: Float32Array,
  filter: EventFilter,
): Promise<StoredEvent[]> {
  if (embedding.every((value) => value === 0)) return [];
  const nearest = await nearestEvents(db, embedding, filter);
  return nearest.flatMap(({ distance, ...event }) => (distance <= farthest ? [event] : []));
}

async function embeddingOf(
  db: Kysely<Database>,
  { videoId, eventId }: Pick<StoredEvent, 'videoId' | 'eventId'>,
): Promise<Float32Array | null> {
  const row = await db
    .selectFrom('events')
    .where('video_id', '=', videoId)
    .where('event_id', '=', eventId)
    .select('embedding')
    .limit(1)
    .executeTakeFirst();
  return row ? Float32Array.from(JSON.parse(row.embedding) as number[]) : null;
}

function identity({ videoId, eventId }: Pick<StoredEvent, 'videoId' | 'eventId'>): string {
  return `${videoId}/${eventId}`;
}
