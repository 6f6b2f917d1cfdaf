import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { JobStatus } from '@aws-sdk/client-batch';
import { isArray, type Job, parentIdOf } from './job.ts';

/** The jobs, running or not: all are in the database and none in memory. */
export class JobStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(job: Job): void {
    this.#database
      .prepare(
        `insert into jobs (job_id, parent_id, is_array, job_name, queue_arn, definition_arn, created_at, status, detail)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        job.jobId,
        parentIdOf(job.jobId),
        Number(isArray(job)),
        job.jobName,
        job.jobQueue,
        job.jobDefinition,
        job.createdAt,
        job.status,
        JSON.stringify(job),
      );
  }

  save(job: Job): void {
    this.#database
      .prepare('update jobs set status = ?, detail = ? where job_id = ?')
      .run(job.status, JSON.stringify(job), job.jobId);
  }

  find(jobId: string): Job | undefined {
    return this.#one('select detail from jobs where job_id = ?', jobId);
  }

  /** Of a job that is known to exist. */
  get(jobId: string): Job {
    return this.find(jobId)!;
  }

  /** The job of a queue that is to start next. */
  nextRunnable(queueArn: string): Job | undefined {
    return this.#one(
      `select detail from jobs where queue_arn = ? and status = 'RUNNABLE' order by sequence limit 1`,
      queueArn,
    );
  }

  /** Jobs whose process runs or was about to. */
  started(): Job[] {
    return this.#database
      .prepare(`select detail from jobs where status in ('STARTING', 'RUNNING') order by sequence`)
      .all()
      .map(parseJob);
  }

  childrenOf(parentId: string): string[] {
    const rows = this.#database
      .prepare('select job_id from jobs where parent_id = ? order by sequence')
      .all(parentId);
    return rows.map((row) => row['job_id'] as string);
  }

  hasChildrenToEnd(parentId: string): boolean {
    const row = this.#database
      .prepare(
        `select 1 from jobs where parent_id = ?
          and status in ('SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING') limit 1`,
      )
      .get(parentId);
    return row !== undefined;
  }

  /** How many children of an array job are in each state. */
  countChildren(parentId: string): Partial<Record<JobStatus, number>> {
    const rows = this.#database
      .prepare('select status, count(*) as jobs from jobs where parent_id = ? group by status')
      .all(parentId);
    return Object.fromEntries(rows.map((row) => [row['status'], row['jobs']]));
  }

  addDependency(jobId: string, dependsOn: string): void {
    this.#database
      .prepare('insert into dependencies (job_id, depends_on) values (?, ?) on conflict do nothing')
      .run(jobId, dependsOn);
  }

  /** Forgets that anything waits for a job, and tells what did. */
  releaseDependents(jobId: string): string[] {
    const rows = this.#database
      .prepare('delete from dependencies where depends_on = ? returning job_id')
      .all(jobId);
    return rows.map((row) => row['job_id'] as string);
  }

  isWaiting(jobId: string): boolean {
    return (
      this.#database.prepare('select 1 from dependencies where job_id = ? limit 1').get(jobId) !== undefined
    );
  }

  #one(query: string, parameter: string): Job | undefined {
    const row = this.#database.prepare(query).get(parameter);
    return row && parseJob(row);
  }
}

export function parseJob(row: Record<string, SQLOutputValue>): Job {
  return JSON.parse(row['detail'] as string) as Job;
}
