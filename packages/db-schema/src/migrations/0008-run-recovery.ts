import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  sql`alter table analysis_runs
    add column ended_jobs text[] not null default '{}',
    add column fruitless_jobs integer not null default 0,
    add column progress_mark text,
    add column last_error_code text,
    add column last_error_message text`,
  sql`create index runs_to_report on analysis_runs (ended_at)
    where status = 'failed' and dead_lettered_at is null and request is not null`,
  sql`comment on column analysis_runs.ended_jobs is 'Ids of jobs whose end has been taken into account'`,
  sql`comment on column analysis_runs.fruitless_jobs is 'Jobs that ended, one after the other, without saving a chunk'`,
  sql`comment on column analysis_runs.progress_mark is 'MD5 of the checkpoint when a job last ended'`,
  sql`comment on column analysis_runs.last_error_code is 'Passing error that an attempt of the run last ended with'`,
];

export const runRecoveryMigration: Migration = {
  async up(db) {
    for (const statement of statements) await statement.execute(db);
  },
};
