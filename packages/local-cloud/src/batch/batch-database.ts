import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const schema = `
  create table if not exists catalogue (
    kind text not null,
    name text not null,
    revision integer not null default 1,
    detail text not null,
    primary key (kind, name, revision)
  ) without rowid;

  create table if not exists jobs (
    sequence integer primary key autoincrement,
    job_id text not null unique,
    parent_id text,
    is_array integer not null,
    job_name text not null,
    queue_arn text not null,
    definition_arn text not null,
    created_at integer not null,
    status text not null,
    detail text not null
  );
  create index if not exists jobs_by_queue on jobs (queue_arn, status, sequence);
  create index if not exists jobs_by_parent on jobs (parent_id, status);
  create index if not exists jobs_by_name on jobs (queue_arn, lower(job_name));

  create table if not exists dependencies (
    job_id text not null,
    depends_on text not null,
    primary key (depends_on, job_id)
  ) without rowid;
  create index if not exists dependencies_by_job on dependencies (job_id);

  create table if not exists events (
    sequence integer primary key autoincrement,
    due_at integer not null,
    failures integer not null default 0,
    event text not null
  );
  create index if not exists events_by_due on events (due_at, sequence);
`;

/**
 * Opens the state of a Batch service, and makes it first where there is none. What a transaction has committed survives
 * the process, whatever ends it.
 *
 * @throws another process has it open
 */
export function openBatchDatabase(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'batch.sqlite'));
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal;');
    database.exec(`begin immediate; ${schema} commit;`);
    return database;
  } catch (cause) {
    database.close();
    throw new Error(`cannot open the state of Batch in ${directory}: is another process using it?`, {
      cause,
    });
  }
}

/** Runs `write` in one transaction. */
export function transaction<T>(database: DatabaseSync, write: () => T): T {
  database.exec('begin immediate');
  try {
    const result = write();
    database.exec('commit');
    return result;
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}
