import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './batch-database.ts';
import { isRetried } from './evaluate-on-exit.ts';
import type { EventOutbox, EventType } from './event-outbox.ts';
import type { Job } from './job.ts';
import type { JobRepository } from './job-repository.ts';

/** The end of an attempt. */
export interface AttemptEnd {
  /** Undefined when nothing was started, or when the host went away with the process. */
  readonly exitCode?: number | undefined;
  /** The container's reason; most ends have none. */
  readonly reason?: string | undefined;
  /** The job's reason. */
  readonly statusReason: string;
  /** `succeeded`, `failed` as the retry strategy decides, or `final`: failed and not retried. */
  readonly outcome: 'succeeded' | 'failed' | 'final';
  /** Whether TerminateJob ended it. */
  readonly isTerminated?: boolean | undefined;
}

/** The states of jobs and the transitions between them. A change and the event that tells of it are one transaction. */
export class JobLifecycle {
  readonly #database: DatabaseSync;
  readonly #jobs: JobRepository;
  readonly #outbox: EventOutbox;

  constructor(database: DatabaseSync, jobs: JobRepository, outbox: EventOutbox) {
    this.#database = database;
    this.#jobs = jobs;
    this.#outbox = outbox;
  }

  /** Takes a new job in. */
  submit(job: Job): void {
    this.#jobs.insert(job);
  }

  /** Moves a job into STARTING or RUNNING. */
  advance(job: Job, changes: Partial<Job>): Job {
    const advanced = { ...job, ...changes };
    this.#jobs.save(advanced);
    return advanced;
  }

  /** Tells, once, that a job blocks its queue. */
  block(job: Job): void {
    if (job.statusReason === blocked) return;
    this.#saveAndTell({ ...job, statusReason: blocked }, 'Batch Job Queue Blocked');
  }

  /** Records the end of an attempt: the job has ended, or is to be tried again. */
  endAttempt(job: Job, end: AttemptEnd): void {
    const { exitCode, reason, statusReason, outcome, isTerminated } = end;
    const stoppedAt = Date.now();
    const { logStreamName, taskArn } = job.container;
    const container = { taskArn, logStreamName, exitCode, reason };
    const attempts = [...job.attempts, { container, startedAt: job.startedAt, stoppedAt, statusReason }];
    const tried = { ...job, attempts, statusReason, container: { ...job.container, exitCode, reason } };
    if (outcome === 'failed' && isRetried(job.retryStrategy, end, attempts.length)) {
      this.#jobs.save({ ...tried, status: 'RUNNABLE' });
    } else {
      const status = outcome === 'succeeded' ? 'SUCCEEDED' : 'FAILED';
      this.#saveAndTell({ ...tried, status, stoppedAt, isTerminated }, 'Batch Job State Change');
    }
  }

  /** Fails a job that has not started; any other one, and one that does not exist, is left alone. */
  withdraw(jobId: string, statusReason: string): void {
    const job = this.#jobs.find(jobId);
    if (job?.status !== 'RUNNABLE') return;
    const ended: Job = { ...job, statusReason, status: 'FAILED', isTerminated: true, stoppedAt: Date.now() };
    this.#saveAndTell(ended, 'Batch Job State Change');
  }

  #saveAndTell(job: Job, type: EventType): void {
    transaction(this.#database, () => {
      this.#jobs.save(job);
      this.#outbox.add(job, type);
    });
    this.#outbox.wake();
  }
}

/** Begins with AWS's code for this reason. */
const blocked =
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - the job needs more vCPUs or memory than there are.';
