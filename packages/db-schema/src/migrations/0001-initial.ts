import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  sql`create extension if not exists vector`,
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
  sql`create unique index one_live_run_per_video on analysis_runs (video_id)
    where status in ('claimed', 'submitted', 'running')`,
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
  sql`create index events_by_video on events (video_id, start_ms)`,
  sql`create index events_by_type on events (event_type, occurred_at)`,
  sql`create index events_by_embedding on events using hnsw (embedding vector_cosine_ops)`,
];

export const initialMigration: Migration = {
  async up(db) {
    for (const statement of statements) await statement.execute(db);
  },
};
