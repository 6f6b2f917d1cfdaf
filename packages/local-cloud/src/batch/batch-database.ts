import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const schema = `
  create table if not exists registry (
    kind text not null,
    name text not null,
    detail text not null,
    primary key (kind, name)
  ) without rowid;

  create table if not exists jobs (
    sequence integer primary key autoincrement,
    job_id text not null unique,
    job_name text not null,
    queue_arn text not null,
    created_at integer not null,
    status text not null,
    detail text not null
  );
  create index if not exists jobs_by_queue on jobs (queue_arn, status, sequence);
  create index if not exists jobs_by_name on jobs (queue_arn, lower(job_name));

  create table if not exists events (
    sequence integer primary key autoincrement,
    due_at integer not null,
    failures integer not null default 0,
    event text not null
  );
  create index if not exists events_by_due on events (due_at, sequence);
`;

/** Brings a database from before array jobs and dependencies were dropped to the present schema. */
const dropArrays = `
  insert or replace into registry (kind, name, detail)
    select kind, name, detail from catalogue where kind <> 'environment' order by revision;
  drop table catalogue;
  drop table dependencies;
  drop index jobs_by_parent;
  alter table jobs drop column parent_id;
  alter table jobs drop column is_array;
  alter table jobs drop column definition_arn;
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
    transaction(database, () => {
      database.exec(schema);
      if (hasTable(database, 'dependencies')) database.exec(dropArrays);
    });
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

function hasTable(database: DatabaseSync, name: string): boolean {
  const row = database.prepare(`select 1 from sqlite_master where type = 'table' and name = ?`).get(name);
  return row !== undefined;
}
