import { type Kysely, sql } from 'kysely';
import { cosineDistance } from 'pgvector/kysely';
import type { Database } from '../schema.ts';
import { isCurrentRun } from './current-runs.ts';
import { wordQuery } from './search-words.ts';

/** Which events are wanted; what is left out does not matter. */
export interface EventFilter {
  readonly videoId?: string | undefined;
  readonly storeId?: string | undefined;
  readonly type?: string | undefined;
  /** Wall-clock time of the start: not before, and before. Events without one are left out. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly limit: number;
}

/** An event as it is stored. */
export interface StoredEvent {
  readonly eventId: string;
  readonly videoId: string;
  /** Bucket and key of the video; a local file's bucket is `file`. */
  readonly bucket: string;
  readonly key: string;
  readonly type: string;
  readonly trackIds: number[];
  readonly startMs: number;
  readonly endMs: number;
  readonly occurredAt: Date | null;
  /** 0..1 */
  readonly confidence: number;
  readonly description: string;
  readonly thumbnailKey: string | null;
  readonly evidence: Record<string, number | string | boolean>;
}

/** Events of the current runs, by video and time. */
export async function listEvents(db: Kysely<Database>, filter: EventFilter): Promise<StoredEvent[]> {
  return await eventQuery(db, filter)
    .orderBy('videos.created_at')
    .orderBy('videos.id')
    .orderBy('events.start_ms')
    .orderBy('events.event_id')
    .execute();
}

/** The events whose embeddings are nearest to a vector, the nearest first, with their cosine distance (0 alike .. 2 opposite). */
export async function nearestEvents(
  db: Kysely<Database>,
  embedding: Float32Array,
  filter: EventFilter,
): Promise<(StoredEvent & { readonly distance: number })[]> {
  const distance = cosineDistance('events.embedding', Array.from(embedding));
  return await eventQuery(db, filter)
    .select(sql<number>`${distance}`.as('distance'))
    .orderBy(distance)
    .execute();
}

/** The events that share words with a text, the best first. English words are found in all their forms, others by their beginning. */
export async function eventsByWords(
  db: Kysely<Database>,
  text: string,
  filter: EventFilter,
): Promise<StoredEvent[]> {
  const words = wordQuery(text);
  if (!words) return [];
  const query = sql`(to_tsquery('english', ${words.stemmed}) || to_tsquery('simple', ${words.prefixes}))`;
  return await eventQuery(db, filter)
    .where(sql<boolean>`events.words @@ ${query}`)
    .orderBy(sql`ts_rank_cd(events.words, ${query})`, 'desc')
    .orderBy('events.event_id')
    .execute();
}

function eventQuery(db: Kysely<Database>, { videoId, storeId, type, from, to, limit }: EventFilter) {
  return db
    .selectFrom('events')
    .innerJoin('analysis_runs', 'analysis_runs.id', 'events.run_id')
    .innerJoin('videos', 'videos.id', 'events.video_id')
    .where(isCurrentRun)
    .$if(videoId !== undefined, (query) => query.where('events.video_id', '=', videoId!))
    .$if(storeId !== undefined, (query) => query.where('videos.store_id', '=', storeId!))
    .$if(type !== undefined, (query) => query.where('events.event_type', '=', type!))
    .$if(from !== undefined, (query) => query.where('events.occurred_at', '>=', from!))
    .$if(to !== undefined, (query) => query.where('events.occurred_at', '<', to!))
    .select([
      'events.event_id as eventId',
      'events.video_id as videoId',
      'videos.bucket',
      'videos.key',
      'events.event_type as type',
      'events.track_ids as trackIds',
      'events.start_ms as startMs',
      'events.end_ms as endMs',
      'events.occurred_at as occurredAt',
      'events.confidence',
      'events.description',
      'events.thumbnail_key as thumbnailKey',
      'events.evidence',
    ])
    .limit(limit);
}
