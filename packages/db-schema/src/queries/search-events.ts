import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { type EventFilter, type EventRecord, filteredEvents } from './events.ts';
import { eventsByWords, type NamedEmbedding, nearestEvents } from './found-events.ts';
import { fuseRanks } from './fuse-ranks.ts';

/**
 * Farther ones only happen to be nearest. 1 is the cosine distance of what has nothing in common; a text and a picture that
 * shows what it says are rarely nearer than 0.85.
 *
 * @see https://arxiv.org/abs/2303.15343 of SigLIP, whose bias and temperature put even odds at a cosine of about 0.1
 */
const farthest = { description: 0.75, picture: 0.95 };
/** Of each list so much more is looked at than wanted, as one may know what the other does not. */
const depth = 4;

/** What is looked for: a text, with its embedding (float32 [384]). */
export interface SearchQuery extends NamedEmbedding {
  readonly text: string;
  /** Of the text in the space of pictures, float32 [768]; pictures are left out without. */
  readonly image?: NamedEmbedding | undefined;
}

/**
 * Finds events by their words, by the nearness of their descriptions and by that of their pictures, and puts all into one
 * order, the best first. Events that other embedders embedded are found by their words only. Rejected events are left out
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

/** Events described most like one that is saved, by the same embedder, the most alike first; null when there is no such event. */
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

/** How many events were embedded by whom. */
export interface EmbedderShare {
  readonly embeddedBy: string;
  /** Null where pictures were not embedded. */
  readonly imageEmbeddedBy: string | null;
  readonly events: number;
}

/** Who embedded the descriptions and pictures of the events that a filter lets through, most events first. */
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

/** A text without words has no direction, and is near to nothing. */
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
