import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { type EventFilter, type EventRecord, filteredEvents } from './events.ts';
import { eventsByWords, type NamedEmbedding, nearestEvents } from './found-events.ts';
import { fuseRanks } from './fuse-ranks.ts';

/**
 * Cosine distances beyond which nearest events are left out. 1 means nothing in common; a text and a picture that shows
 * what it says are rarely nearer than 0.85.
 *
 * @see https://arxiv.org/abs/2303.15343 of SigLIP, whose bias and temperature put even odds at a cosine of about 0.1
 */
const farthest = { description: 0.75, picture: 0.95 };
/** Multiple of the limit that each list is searched for, as one list may hold events that the others miss. */
const depth = 4;

/** Text to search for, with its embedding (float32 [384]). */
export interface SearchQuery extends NamedEmbedding {
  readonly text: string;
  /** Embedding of the text in the space of pictures, float32 [768]; without it pictures are not searched. */
  readonly image?: NamedEmbedding | undefined;
}

/**
 * Finds events by their words, by the nearness of their descriptions and by that of their pictures, and merges the
 * lists, best first. Events with vectors of other embedders are found by their words only. Rejected events are left out
 * unless the filter names their state.
 */
export async function searchEvents(
  db: Kysely<Database>,
  { text, image, ...description }: SearchQuery,
  filter: EventFilter,
): Promise<EventRecord[]> {
  const wide = { ...filter, limit: depth * filter.limit };
  const worded = await eventsByWords(db, text, wide);
  const near = await nearEvents(db, { ...description, of: 'description' }, wide);
  const pictured = image ? await nearEvents(db, { ...image, of: 'picture' }, wide) : [];
  const fused = fuseRanks<EventRecord>([worded, near, pictured], identity);
  return fused.slice(0, filter.limit).map(([event]) => event);
}

/**
 * Finds the events whose descriptions are most like that of a saved event, by the same embedder, most alike first; null
 * when there is no such event.
 */
export async function similarEvents(
  db: Kysely<Database>,
  event: Pick<EventRecord, 'videoId' | 'eventId'>,
  filter: EventFilter,
): Promise<EventRecord[] | null> {
  const saved = await embeddingOf(db, event);
  if (!saved) return null;
  const wide = { ...filter, limit: filter.limit + 1 };
  const near = await nearEvents(db, { ...saved, of: 'description' }, wide);
  return near.filter((other) => identity(other) !== identity(event)).slice(0, filter.limit);
}

/** Number of events by the embedders of their vectors. */
export interface EmbedderShare {
  readonly embeddedBy: string;
  /** Name of the pictures' embedder; null where pictures were not embedded. */
  readonly imageEmbeddedBy: string | null;
  readonly events: number;
}

/** Counts the events that match a filter by their embedders, most events first. */
export async function listEmbedders(
  db: Kysely<Database>,
  filter: Omit<EventFilter, 'limit'>,
): Promise<EmbedderShare[]> {
  return await filteredEvents(db, filter)
    .select([
      'events.embedded_by as embeddedBy',
      'events.image_embedded_by as imageEmbeddedBy',
      sql<number>`count(*)::integer`.as('events'),
    ])
    .groupBy(['events.embedded_by', 'events.image_embedded_by'])
    .orderBy('events', 'desc')
    .orderBy('embeddedBy')
    .orderBy('imageEmbeddedBy')
    .execute();
}

/** Finds the nearest events. The vector of a text without words has no direction, and is near to nothing. */
async function nearEvents(
  db: Kysely<Database>,
  query: Parameters<typeof nearestEvents>[1],
  filter: EventFilter,
): Promise<EventRecord[]> {
  if (query.embedding.every((value) => value === 0)) return [];
  const nearest = await nearestEvents(db, query, filter);
  return nearest.flatMap(({ distance, ...event }) => (distance <= farthest[query.of] ? [event] : []));
}

async function embeddingOf(
  db: Kysely<Database>,
  { videoId, eventId }: Pick<EventRecord, 'videoId' | 'eventId'>,
): Promise<NamedEmbedding | null> {
  const row = await filteredEvents(db, { videoId })
    .where('events.event_id', '=', eventId)
    .select(['events.embedding', 'events.embedded_by as embeddedBy'])
    .executeTakeFirst();
  return row
    ? { embedding: Float32Array.from(JSON.parse(row.embedding) as number[]), embeddedBy: row.embeddedBy }
    : null;
}

function identity({ videoId, eventId }: Pick<EventRecord, 'videoId' | 'eventId'>): string {
  return `${videoId}/${eventId}`;
}
