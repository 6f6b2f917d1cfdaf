import { type Kysely, sql } from 'kysely';
import { cosineDistance } from 'pgvector/kysely';
import type { Database } from '../schema.ts';
import { type EventFilter, type EventRecord, eventQuery } from './events.ts';
import { textQuery, wordQuery } from './search-words.ts';

/** A vector and the name of its embedder: only vectors of the same embedder are compared. */
export interface NamedEmbedding {
  readonly embedding: Float32Array;
  readonly embeddedBy: string;
}

/** Columns of an event's vectors and of the embedders that made them. */
const columns = {
  description: { vector: 'events.embedding', maker: 'events.embedded_by' },
  picture: { vector: 'events.image_embedding', maker: 'events.image_embedded_by' },
} as const;

/**
 * Finds the events whose descriptions or pictures are nearest to a vector, nearest first, with their cosine distance (0
 * alike .. 2 opposite). Like every search, it leaves out rejected events unless the filter names their state.
 */
export async function nearestEvents(
  db: Kysely<Database>,
  { of, embedding, embeddedBy }: NamedEmbedding & { readonly of: keyof typeof columns },
  filter: EventFilter,
): Promise<(EventRecord & { readonly distance: number })[]> {
  const { vector, maker } = columns[of];
  const distance = cosineDistance(vector, Array.from(embedding));
  return await believedEvents(db, filter)
    .where(maker, '=', embeddedBy)
    .select(sql<number>`${distance}`.as('distance'))
    .orderBy(distance)
    .execute();
}

/**
 * Finds the events that share words with a text, best first. English words match in all their forms, others by their
 * beginning.
 */
export async function eventsByWords(
  db: Kysely<Database>,
  text: string,
  filter: EventFilter,
): Promise<EventRecord[]> {
  const words = wordQuery(text);
  if (!words) return [];
  const query = textQuery(words);
  return await believedEvents(db, filter)
    .where(sql<boolean>`events.words @@ ${query}`)
    .orderBy(sql`ts_rank_cd(events.words, ${query})`, 'desc')
    .orderBy('events.event_id')
    .execute();
}

function believedEvents(db: Kysely<Database>, filter: EventFilter) {
  return eventQuery(db, filter).$if(filter.state === undefined, (query) =>
    query.where('events.state', '!=', 'rejected'),
  );
}
