import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const tables = [
  sql`create table stores (
    id text primary key,
    name text not null,
    time_zone text not null,
    opening_hours jsonb,
    zones jsonb
  )`,
  sql`create table cameras (
    id text primary key,
    store_id text not null references stores,
    name text not null
  )`,
  sql`create table videos (
    id text primary key default gen_random_uuid()::text,
    store_id text references stores,
    camera_id text references cameras,
    bucket text not null,
    key text not null,
    version_id text not null,
    status text not null default 'queued' check (status in ('queued', 'processing', 'completed', 'failed')),
    analysis_progress integer not null default 0 check (analysis_progress between 0 and 100),
    error_code text,
    error_message text,
    width integer,
    height integer,
    duration_ms integer,
    truncated boolean,
    recorded_at timestamptz,
    created_at timestamptz not null default now(),
    unique (bucket, key, version_id)
  )`,
  sql`create table analysis_runs (
    id text primary key default gen_random_uuid()::text,
    video_id text not null references videos on delete cascade,
    tier text not null,
    attempt integer not null,
    status text not null default 'claimed'
      check (status in ('claimed', 'submitted', 'running', 'completed', 'failed')),
    job_id text,
    model_pack text not null,
    settings jsonb not null,
    lease_token integer not null default 0,
    lease_owner text,
    lease_expires_at timestamptz,
    heartbeat_at timestamptz,
    checkpoint jsonb,
    error_code text,
    error_message text,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    unique (video_id, attempt)
  )`,
  sql`create table tracks (
    run_id text not null references analysis_runs on delete cascade,
    track_id integer not null,
    start_ms integer not null,
    end_ms integer not null check (end_ms >= start_ms),
    gender text not null,
    gender_confidence real not null,
    age_min_years integer,
    age_max_years integer,
    face_samples integer not null,
    primary key (run_id, track_id)
  )`,
  sql`create table track_segments (
    run_id text not null,
    track_id integer not null,
    chunk_index integer not null,
    path jsonb not null,
    primary key (run_id, track_id, chunk_index),
    foreign key (run_id, track_id) references tracks on delete cascade
  )`,
  sql`create table events (
    run_id text not null references analysis_runs on delete cascade,
    event_id text not null,
    video_id text not null references videos on delete cascade,
    event_type text not null,
    track_ids integer[] not null,
    start_ms integer not null,
    end_ms integer not null check (end_ms >= start_ms),
    occurred_at timestamptz,
    confidence real not null check (confidence between 0 and 1),
    description text not null,
    embedding vector(384) not null,
    thumbnail_key text,
    evidence jsonb not null,
    primary key (run_id, event_id)
  )`,
];

const indexes = [
  sql`create unique index one_live_run_per_video on analysis_runs (video_id)
    where status in ('claimed', 'submitted', 'running')`,
  sql`create index videos_by_store on videos (store_id, created_at)`,
  sql`create index events_by_video on events (video_id, start_ms)`,
  sql`create index events_by_type on events (event_type, occurred_at)`,
  sql`create index events_by_time on events (occurred_at)`,
  sql`create index events_by_embedding on events using hnsw (embedding vector_cosine_ops)`,
];

const comments = [
  sql`comment on table videos is 'One version of one object or local file, and the state of its analysis as the frontend sees it'`,
  sql`comment on column videos.bucket is 'file for a local file, whose key is its absolute path'`,
  sql`comment on column videos.version_id is 'Version id, or the ETag in a bucket without versions; SHA-256 of a local file'`,
  sql`comment on column videos.truncated is 'The file breaks off: it was analysed as far as it goes'`,
  sql`comment on column videos.recorded_at is 'Wall-clock time of the first frame; null when nobody said'`,
  sql`comment on table analysis_runs is 'One attempt at analysing a video; all results belong to one. The completed run of a video is the one that counts, else its latest'`,
  sql`comment on column analysis_runs.lease_token is 'Fencing token: raised by whoever takes the lease, named by every commit'`,
  sql`comment on column analysis_runs.checkpoint is 'State behind the last committed chunk, stored with its results'`,
  sql`comment on table tracks is 'One person from appearance to disappearance, with voted attributes'`,
  sql`comment on table track_segments is 'The part of a path that one chunk saw: an array of {timeMs, box, confidence, posture?, orientationDegrees?}'`,
  sql`comment on table events is 'An interval in which something happened, with what the rule measured'`,
  sql`comment on column events.event_id is 'The same whenever the video is analysed with the same models and settings'`,
  sql`comment on column events.occurred_at is 'Wall-clock time of the start: recorded_at of the video plus start_ms'`,
  sql`comment on column events.thumbnail_key is 'Uploaded before the transaction that names it'`,
];

export const initialMigration: Migration = {
  async up(db) {
    await sql`create extension if not exists vector`.execute(db);
    for (const statement of [...tables, ...indexes, ...comments]) await statement.execute(db);
  },
};
