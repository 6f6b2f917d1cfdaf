import type { EventAnswer, EventEvidence, EventState, EventType } from '@deepsentinel/queue-contracts';
import type { Transaction } from 'kysely';
import { toSql } from 'pgvector/kysely';
import type { Database, FrameRecord } from '../schema.ts';

export interface ChunkEvent {
  /** Identity of the event: the same whenever the video is analyzed with the same models and settings. */
  readonly eventId: string;
  readonly type: EventType;
  readonly state: EventState;
  readonly trackIds: readonly number[];
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
  readonly description: string;
  /** Embedding of the description, float32 [384]. */
  readonly embedding: Float32Array;
  /** Name of the embedder. */
  readonly embeddedBy: string;
  /** Embedding of the thumbnail, float32 [768]; null, as is the name of its embedder, without a model for pictures. */
  readonly imageEmbedding: Float32Array | null;
  readonly imageEmbeddedBy: string | null;
  readonly evidence: EventEvidence;
  /** Key of the thumbnail in the results bucket, which holds it already. */
  readonly thumbnailKey: string | null;
  /** Frames that the verifying model was shown; the results bucket holds their pictures already. */
  readonly frames: readonly FrameRecord[];
  readonly answer: EventAnswer | null;
}

/** Makes rows of events of one run. */
export async function eventRows(
  transaction: Transaction<Database>,
  { runId, videoId }: { readonly runId: string; readonly videoId: string },
  events: readonly ChunkEvent[],
) {
  const { recorded_at } = await transaction
    .selectFrom('videos')
    .select('recorded_at')
    .where('id', '=', videoId)
    .executeTakeFirstOrThrow();
  return events.map((event) => ({
    ...eventRow(event),
    run_id: runId,
    video_id: videoId,
    occurred_at: recorded_at && new Date(recorded_at.getTime() + event.startMs),
  }));
}

/** Columns that an event of an earlier chunk takes from a later one. */
export const updatedColumns = [
  'track_ids',
  'end_ms',
  'confidence',
  'description',
  'embedding',
  'embedded_by',
  'image_embedding',
  'image_embedded_by',
  'state',
  'answer',
  'frames',
  'thumbnail_key',
  'evidence',
] as const;

function eventRow(event: ChunkEvent) {
  return {
    event_id: event.eventId,
    event_type: event.type,
    state: event.state,
    track_ids: [...event.trackIds],
    start_ms: event.startMs,
    end_ms: event.endMs,
    confidence: event.confidence,
    description: event.description,
    embedding: vectorText(event.embedding),
    embedded_by: event.embeddedBy,
    image_embedding: event.imageEmbedding && vectorText(event.imageEmbedding),
    image_embedded_by: event.imageEmbeddedBy,
    thumbnail_key: event.thumbnailKey,
    evidence: JSON.stringify(event.evidence),
    frames: JSON.stringify(event.frames),
    answer: event.answer && JSON.stringify(event.answer),
  };
}

/** Formats a vector for pgvector. */
const vectorText = (vector: Float32Array) => toSql(Array.from(vector)) as string;
