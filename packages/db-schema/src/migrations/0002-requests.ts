import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  sql`alter table analysis_runs
    alter column model_pack drop not null,
    alter column settings drop not null,
    add column version_id text,
    add column request jsonb,
    add column claimed_at timestamptz not null default now(),
    add column wait_reason text,
    add column exit_code integer,
    add column job_attempts integer,
    add column log_stream text,
    add column dead_lettered_at timestamptz`,
  sql`update analysis_runs set version_id = videos.version_id from videos where videos.id = video_id`,
  sql`alter table analysis_runs alter column version_id set not null`,
  sql`create index runs_in_work on analysis_runs (status, claimed_at)
    where status in ('claimed', 'submitted', 'running')`,
  sql`comment on column analysis_runs.version_id is 'The version of the object that is analysed; the video may have got a newer one since'`,
  sql`comment on column analysis_runs.model_pack is 'Set, with the settings, by the runner that begins'`,
  sql`comment on column analysis_runs.request is 'What asked for the run, for the dead-letter queue; null for one of the command line'`,
  sql`comment on column analysis_runs.claimed_at is 'When somebody last undertook to submit the job'`,
  sql`comment on column analysis_runs.wait_reason is 'What Batch says of a job that cannot start'`,
  sql`comment on column analysis_runs.dead_lettered_at is 'The request of the failed run is in the dead-letter queue'`,
];

export const requestsMigration: Migration = {
  async up(db) {
    for (const statement of statements) await statement.execute(db);
  },
};
