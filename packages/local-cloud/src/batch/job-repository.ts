import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Job } from './job.ts';

/** All jobs, running or not, in the database and not in memory. */
export class JobRepository {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(job: Job): void {
    this.#database
      .prepare(
        `insert into jobs (job_id, job_name, queue_arn, created_at, status, detail) values (?, ?, ?, ?, ?, ?)`,
      )
      .run(job.jobId, job.jobName, job.jobQueue, job.createdAt, job.status, JSON.stringify(job));
  }

  save(job: Job): void {
    this.#database
      .prepare('update jobs set status = ?, detail = ? where job_id = ?')
      .run(job.status, JSON.stringify(job), job.jobId);
  }

  find(jobId: string): Job | undefined {
    return this.#one('select detail from jobs where job_id = ?', jobId);
  }

  /** Finds the job of a queue that is to start next, the first submitted. */
  nextRunnable(queueArn: string): Job | undefined {
    return this.#one(
      `select detail from jobs where queue_arn = ? and status = 'RUNNABLE' order by sequence limit 1`,
      queueArn,
    );
  }

  /** Lists the jobs whose process runs or was about to. */
  started(): Job[] {
    return this.#database
      .prepare(`select detail from jobs where status in ('STARTING', 'RUNNING') order by sequence`)
      .all()
      .map(parseJob);
  }

  #one(query: string, parameter: string): Job | undefined {
    const row = this.#database.prepare(query).get(parameter);
    return row && parseJob(row);
  }
}

export function parseJob(row: Record<string, SQLOutputValue>): Job {
  return JSON.parse(row['detail'] as string) as Job;
}
