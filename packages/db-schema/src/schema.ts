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
  /** IANA name, for instance `Asia/Seoul`. */
  time_zone: string;
}

/** Versions of the configurations of stores; the latest counts. Append only. */
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

/** One version of one object or local file. */
export interface VideosTable {
  id: Generated<string>;
  store_id: string | null;
  camera_id: string | null;
  bucket: string;
  key: string;
  version_id: string;
  status: Generated<VideoStatus>;
  /** Percentage of the video that is analyzed, 0..100. */
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

/** One analysis of a video; jobs and workers may take turns at it, and a redrive reopens it as its next attempt. */
export interface AnalysisRunsTable {
  id: Generated<string>;
  video_id: string;
  /** Tier of the request; `local` for a run of the command line. */
  tier: Tier | 'local';
  attempt: number;
  status: Generated<RunStatus>;
  /** Version of the object that is analyzed; the video may have a newer one by now. */
  version_id: string;
  /** Request that led to the run; null for a run of the command line. */
  request: JSONColumnType<AnalysisRequest> | null;
  /** Time at which a dispatcher last claimed the submission of the job. */
  claimed_at: Generated<Date>;
  job_id: string | null;
  /** Reason that Batch gives for a job that cannot start. */
  wait_reason: string | null;
  /** Name and version of the model pack; set with the settings by the runner that begins. */
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
  /** Exit code of the job's last attempt; null when the host went away. */
  exit_code: number | null;
  job_attempts: number | null;
  log_stream: string | null;
  /** Time at which the request of the failed run was put into the dead-letter queue. */
  dead_lettered_at: Date | null;
  /** Ids of jobs whose end has been taken into account: an announcement that comes again changes nothing. */
  ended_jobs: Generated<string[]>;
  /** Number of jobs that ended, one after the other, without saving a chunk. */
  fruitless_jobs: Generated<number>;
  /** MD5 of the checkpoint when a job last ended, hexadecimal; null when there was none. */
  progress_mark: string | null;
  /** Passing error that an attempt last ended with; null when none said so. */
  last_error_code: string | null;
  last_error_message: string | null;
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

/** Path of a track within one chunk. */
export interface TrackSegmentsTable {
  run_id: string;
  track_id: number;
  chunk_index: number;
  path: ColumnType<readonly PathPoint[], string, never>;
}

/** A frame of an event that was shown to a model, with the key of its picture in the results bucket. */
export type FrameRecord = Omit<EvidenceFrame, 'thumbnail'> & { readonly thumbnailKey: string };

export interface EventsTable {
  run_id: string;
  event_id: string;
  video_id: string;
  event_type: EventType;
  track_ids: number[];
  start_ms: number;
  end_ms: number;
  /** Wall-clock time of the start; null when the time of the recording is not known. */
  occurred_at: Date | null;
  confidence: number;
  description: string;
  /** Embedding of the description, vector(384) as pgvector writes it. */
  embedding: string;
  /** Name of the embedder; vectors of different embedders are never compared. */
  embedded_by: Generated<string>;
  /** Embedding of the thumbnail, vector(768), in the space that pictures share with texts. */
  image_embedding: string | null;
  image_embedded_by: string | null;
  state: Generated<EventState>;
  answer: ColumnType<EventAnswer | null, string | null, never>;
  frames: ColumnType<FrameRecord[], string, never>;
  thumbnail_key: string | null;
  /** Words of the description, a tsvector that the database computes. */
  words: ColumnType<string, never, never>;
  evidence: ColumnType<EventEvidence, string, never>;
  /** Video of a later recording into which the event lasts; null for an event of one recording. */
  continued_in: string | null;
}

/** What the rules looked at in one chunk; its format belongs to inference-core. */
export interface ChunkObservationsTable {
  run_id: string;
  chunk_index: number;
  data: Uint8Array;
}

/** Tracks in view at the end of a run's recording; the format belongs to inference-core. */
export interface HandOversTable {
  run_id: string;
  hand_over: ColumnType<unknown, string, string>;
}

/** All tables, for Kysely. */
export interface Database {
  stores: StoresTable;
  cameras: CamerasTable;
  store_configurations: StoreConfigurationsTable;
  videos: VideosTable;
  analysis_runs: AnalysisRunsTable;
  tracks: TracksTable;
  track_segments: TrackSegmentsTable;
  events: EventsTable;
  chunk_observations: ChunkObservationsTable;
  hand_overs: HandOversTable;
}
