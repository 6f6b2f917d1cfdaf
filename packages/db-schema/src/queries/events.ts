import type { EventAnswer, EventEvidence, EventState, EventType } from '@deepsentinel/queue-contracts';
import { type Kysely, sql } from 'kysely';
import type { Database, FrameRecord } from '../schema.ts';
import { isCurrentRun } from './current-runs.ts';

/** Conditions on events; absent ones match every event. */
export interface EventFilter {
  readonly eventId?: string | undefined;
  readonly videoId?: string | undefined;
  readonly storeId?: string | undefined;
  readonly cameraId?: string | undefined;
  readonly type?: EventType | undefined;
  readonly state?: EventState | undefined;
  /**
   * Earliest wall-clock time of the start; `to` is the time before which events start. Events without a time are left
   * out.
   */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly limit: number;
}

/** An event as the database holds it. */
export interface EventRecord {
  readonly eventId: string;
  readonly videoId: string;
  /** Bucket of the video; `file` for a local file. `key` is the object's key. */
  readonly bucket: string;
  readonly key: string;
  readonly type: EventType;
  readonly state: EventState;
  readonly trackIds: number[];
  readonly startMs: number;
  readonly endMs: number;
  readonly occurredAt: Date | null;
  /** Confidence of the rule that proposed the event, 0..1. */
  readonly confidence: number;
  readonly description: string;
  readonly thumbnailKey: string | null;
  readonly evidence: EventEvidence;
  /** Frames that the verifying model was shown; `answer` is what it said. */
  readonly frames: FrameRecord[];
  readonly answer: EventAnswer | null;
}

/** Lists events of the current runs, by video and time. */
export async function listEvents(db: Kysely<Database>, filter: EventFilter): Promise<EventRecord[]> {
  return await eventQuery(db, filter)
    .orderBy('videos.created_at')
    .orderBy('videos.id')
    .orderBy('events.start_ms')
    .orderBy('events.event_id')
    .execute();
}

/** Lists the events of a run in which any of some tracks takes part, by time. */
export async function listEventsOfTracks(
  db: Kysely<Database>,
  { runId, trackIds }: { readonly runId: string; readonly trackIds: readonly number[] },
): Promise<TrackEvent[]> {
  return await db
    .selectFrom('events')
    .where('events.run_id', '=', runId)
    .where(sql<boolean>`events.track_ids && ${sql.val(trackIds)}::integer[]`)
    .select(eventColumns)
    .orderBy('events.start_ms')
    .orderBy('events.event_id')
    .execute();
}

/** An event without its video, and without what a model was shown and answered. */
export type TrackEvent = Omit<EventRecord, 'bucket' | 'key' | 'frames' | 'answer'>;

const eventColumns = [
  'events.event_id as eventId',
  'events.video_id as videoId',
  'events.event_type as type',
  'events.state',
  'events.track_ids as trackIds',
  'events.start_ms as startMs',
  'events.end_ms as endMs',
  'events.occurred_at as occurredAt',
  'events.confidence',
  'events.description',
  'events.thumbnail_key as thumbnailKey',
  'events.evidence',
] as const;

/** Selects the events of the current runs that match a filter, in no order. */
export function eventQuery(db: Kysely<Database>, filter: EventFilter) {
  return filteredEvents(db, filter)
    .select([...eventColumns, 'videos.bucket', 'videos.key', 'events.frames', 'events.answer'])
    .limit(filter.limit);
}

/** Filters the events of the current runs without selecting columns or limiting them. */
export function filteredEvents(db: Kysely<Database>, filter: Omit<EventFilter, 'limit'>) {
  const { eventId, videoId, storeId, cameraId, type, state, from, to } = filter;
  return db
    .selectFrom('events')
    .innerJoin('analysis_runs', 'analysis_runs.id', 'events.run_id')
    .innerJoin('videos', 'videos.id', 'events.video_id')
    .where(isCurrentRun)
    .$if(eventId !== undefined, (query) => query.where('events.event_id', '=', eventId!))
    .$if(videoId !== undefined, (query) => query.where('events.video_id', '=', videoId!))
    .$if(storeId !== undefined, (query) => query.where('videos.store_id', '=', storeId!))
    .$if(cameraId !== undefined, (query) => query.where('videos.camera_id', '=', cameraId!))
    .$if(type !== undefined, (query) => query.where('events.event_type', '=', type!))
    .$if(state !== undefined, (query) => query.where('events.state', '=', state!))
    .$if(from !== undefined, (query) => query.where('events.occurred_at', '>=', from!))
    .$if(to !== undefined, (query) => query.where('events.occurred_at', '<', to!));
}
