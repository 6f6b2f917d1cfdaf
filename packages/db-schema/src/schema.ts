import type {
  AnalysisRequest,
  EventAnswer,
  EventEvidence,
  EventState,
  EventType,
  EvidenceFrame,
  Gender,
  PathPoint,
  Tier,
} from '@deepsentinel/queue-contracts';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

export interface StoresTable {
  id: string;
  name: string;
  /** IANA name. */
  time_zone: string;
}

/** What operators said of a store; the latest version counts. Append only. */
export interface StoreConfigurationsTable {
  store_id: string;
  version: number;
  configuration: ColumnType<unknown, string, never>;
  created_at: Generated<Date>;
}

export interface CamerasTable {
  id: string;
  store_id: string;
  name: string;
}

export const videoStatuses = ['queued', 'processing', 'completed', 'failed'] as const;
export type VideoStatus = (typeof videoStatuses)[number];

/** One version of one object (or local file). */
export interface VideosTable {
  id: Generated<string>;
  store_id: string | null;
  camera_id: string | null;
  bucket: string;
  key: string;
  version_id: string;
  status: Generated<VideoStatus>;
  /** 0..100 */
  analysis_progress: Generated<number>;
  error_code: string | null;
  error_message: string | null;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  truncated: boolean | null;
  recorded_at: Date | null;
  created_at: Generated<Date>;
}

export const runStatuses = ['claimed', 'submitted', 'running', 'completed', 'failed'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** One attempt at analyzing a video. */
export interface AnalysisRunsTable {
  id: Generated<string>;
  video_id: string;
  /** `local` for a run that the command line began. */
  tier: Tier | 'local';
  attempt: number;
  status: Generated<RunStatus>;
  /** The version of the object that is analyzed; the video may have got a newer one since. */
  version_id: string;
  /** What asked for the run; null for one of the command line. */
  request: JSONColumnType<AnalysisRequest> | null;
  /** When somebody last undertook to submit the job. */
  claimed_at: Generated<Date>;
  job_id: string | null;
  /** What Batch says of a job that cannot start. */
  wait_reason: string | null;
  /** Both set by the runner that begins. */
  model_pack: string | null;
  settings: JSONColumnType<object> | null;
  /** Fencing token: every commit names it, and a new holder raises it. */
  lease_token: Generated<number>;
  lease_owner: string | null;
  lease_expires_at: Date | null;
  heartbeat_at: Date | null;
  checkpoint: ColumnType<unknown, string | null, string | null>;
  error_code: string | null;
  error_message: string | null;
  /** Of the last attempt of the job; null when the host went away. */
  exit_code: number | null;
  job_attempts: number | null;
  log_stream: string | null;
  /** The request of the failed run is in the dead-letter queue. */
  dead_lettered_at: Date | null;
  created_at: Generated<Date>;
  ended_at: Date | null;
}

/** One person from appearance to disappearance. */
export interface TracksTable {
  run_id: string;
  track_id: number;
  start_ms: number;
  end_ms: number;
  gender: Gender;
  gender_confidence: number;
  age_min_years: number | null;
  age_max_years: number | null;
  face_samples: number;
}

/** The part of a track's path that one chunk saw. */
export interface TrackSegmentsTable {
  run_id: string;
  track_id: number;
  chunk_index: number;
  path: ColumnType<readonly PathPoint[], string, never>;
}

/** A moment of an event that was shown to a model, with the key of its picture in the results bucket. */
export type FrameRecord = Omit<EvidenceFrame, 'thumbnail'> & { readonly thumbnailKey: string };

export interface EventsTable {
  run_id: string;
  event_id: string;
  video_id: string;
  event_type: EventType;
  track_ids: number[];
  start_ms: number;
  end_ms: number;
  /** Wall-clock time of the start; null when the video does not say when it was recorded. */
  occurred_at: Date | null;
  confidence: number;
  description: string;
  /** vector(384), as pgvector writes it. */
  embedding: string;
  /** Name of the embedder; vectors of different ones are never compared. */
  embedded_by: Generated<string>;
  /** vector(768) of the thumbnail, in the space that pictures share with texts. */
  image_embedding: string | null;
  image_embedded_by: string | null;
  state: Generated<EventState>;
  answer: ColumnType<EventAnswer | null, string | null, never>;
  frames: ColumnType<FrameRecord[], string, never>;
  thumbnail_key: string | null;
  /** tsvector of the description, made by the database. */
  words: ColumnType<string, never, never>;
  evidence: ColumnType<EventEvidence, string, never>;
}

/** Every table, for Kysely. */
export interface Database {
  stores: StoresTable;
  cameras: CamerasTable;
  store_configurations: StoreConfigurationsTable;
  videos: VideosTable;
  analysis_runs: AnalysisRunsTable;
  tracks: TracksTable;
  track_segments: TrackSegmentsTable;
  events: EventsTable;
}
