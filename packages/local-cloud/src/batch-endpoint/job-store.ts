import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type JobStatus, jobStatuses, type StoredJob } from './stored-job.ts';

/** Which jobs are wanted; what is left out does not matter. */
export interface JobFilter {
  readonly jobQueue?: string | undefined;
  readonly statuses?: readonly JobStatus[] | undefined;
  /** May end in `*`. */
  readonly jobName?: string | undefined;
  readonly arrayParent?: string | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
}

export interface PendingEvent {
  readonly id: number;
  readonly event: unknown;
  readonly tries: number;
}

/** Everything that the endpoint knows, in one file that survives its process. */
export class JobStore implements Disposable {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#db = new DatabaseSync(file);
    this.#db.exec(`
      pragma journal_mode = wal;
      create table if not exists resources (kind text, name text, json text not null, primary key (kind, name));
      create table if not exists jobs (
        job_id text primary key, queue text not null, status text not null, name text not null,
        created_at integer not null, parent text, json text not null
      );
      create index if not exists jobs_by_status on jobs (status, created_at);
      create index if not exists jobs_by_name on jobs (queue, name);
      create table if not exists events (
        id integer primary key autoincrement, json text not null, tries integer not null, due_at integer not null
      );`);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  saveResource(kind: string, name: string, resource: object): void {
    const insert = 'insert or replace into resources (kind, name, json) values (?, ?, ?)';
    this.#db.prepare(insert).run(kind, name, JSON.stringify(resource));
  }

  /** In the order in which they were first saved. */
  listResources<Resource>(kind: string): Resource[] {
    const rows = this.#db.prepare('select json from resources where kind = ? order by rowid').all(kind);
    return rows.map(({ json }) => JSON.parse(String(json)) as Resource);
  }

  /** Stores a job and, in the same transaction, the event that tells of it. */
  saveJob(job: StoredJob, event: object | null): void {
    this.#db.exec('begin');
    try {
      const { jobId, jobQueue, status, jobName, createdAt, arrayParent = null } = job;
      this.#db
        .prepare(
          `insert into jobs (job_id, queue, status, name, created_at, parent, json) values (?, ?, ?, ?, ?, ?, ?)
           on conflict (job_id) do update set status = excluded.status, json = excluded.json`,
        )
        .run(jobId, jobQueue, status, jobName, createdAt, arrayParent, JSON.stringify(job));
      if (event) {
        const insert = 'insert into events (json, tries, due_at) values (?, 0, 0)';
        this.#db.prepare(insert).run(JSON.stringify(event));
      }
      this.#db.exec('commit');
    } catch (error) {
      this.#db.exec('rollback');
      throw error;
    }
  }

  findJob(jobId: string): StoredJob | undefined {
    const row = this.#db.prepare('select json from jobs where job_id = ?').get(jobId);
    return row && (JSON.parse(String(row['json'])) as StoredJob);
  }

  /** The oldest first. */
  listJobs(filter: JobFilter, { limit, offset = 0 }: { limit: number; offset?: number }): StoredJob[] {
    const { jobQueue = null, statuses = jobStatuses, jobName = null, arrayParent = null } = filter;
    const rows = this.#db
      .prepare(
        `select json from jobs
         where status in (select value from json_each(:statuses))
           and (:queue is null or queue = :queue)
           and (:name is null or name glob :name)
           and (case when :parent is null then parent is null or :queue is null else parent = :parent end)
           and created_at > :after and created_at < :before
         order by created_at, rowid limit :limit offset :offset`,
      )
      .all({
        statuses: JSON.stringify(statuses),
        queue: jobQueue,
        name: jobName,
        parent: arrayParent,
        after: filter.createdAfter ?? -1,
        before: filter.createdBefore ?? Number.MAX_SAFE_INTEGER,
        limit,
        offset,
      });
    return rows.map(({ json }) => JSON.parse(String(json)) as StoredJob);
  }

  dueEvents(now: number, limit: number): PendingEvent[] {
    const rows = this.#db
      .prepare('select * from events where due_at <= ? order by id limit ?')
      .all(now, limit);
    return rows.map(({ id, json, tries }) => ({
      id: Number(id),
      event: JSON.parse(String(json)) as unknown,
      tries: Number(tries),
    }));
  }

  /** When the next event is due; null when there is none. */
  nextEventAt(): number | null {
    const row = this.#db.prepare('select min(due_at) as due from events').get();
    return row?.['due'] === null || row === undefined ? null : Number(row['due']);
  }

  removeEvent(id: number): void {
    this.#db.prepare('delete from events where id = ?').run(id);
  }

  postponeEvent(id: number, dueAt: number): void {
    this.#db.prepare('update events set tries = tries + 1, due_at = ? where id = ?').run(dueAt, id);
  }
}
