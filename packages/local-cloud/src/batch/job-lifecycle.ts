import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './batch-database.ts';
import { ClientException } from './client-exception.ts';
import { isRetried } from './evaluate-on-exit.ts';
import type { EventOutbox } from './event-outbox.ts';
import { childId, hasEnded, hasStarted, isArray, type Job, parentIdOf } from './job.ts';
import type { JobStore } from './job-store.ts';

/** How an attempt ended. */
export interface AttemptEnd {
  /** Undefined when nothing was started, or when the host went away with the process. */
  readonly exitCode?: number | undefined;
  /** Of the container. */
  readonly reason?: string | undefined;
  readonly statusReason: string;
  /** `succeeded`, `failed` as the retry strategy decides, or `final`: failed and not retried. */
  readonly outcome: 'succeeded' | 'failed' | 'final';
  /** By TerminateJob. */
  readonly isTerminated?: boolean | undefined;
}

/**
 * The states of jobs and the ways between them. Each change is one transaction with the events that tell of it, and with
 * what it means to other jobs: children and parents of arrays, and jobs that wait for it.
 */
export class JobLifecycle {
  readonly #database: DatabaseSync;
  readonly #jobs: JobStore;
  readonly #outbox: EventOutbox;

  constructor(database: DatabaseSync, jobs: JobStore, outbox: EventOutbox) {
    this.#database = database;
    this.#jobs = jobs;
    this.#outbox = outbox;
  }

  /**
   * Submits a job: the parent of an array comes with its children.
   *
   * @throws {ClientException} it depends on a job that does not exist
   */
  submit(submitted: readonly Job[]): void {
    this.#change(() => {
      for (const job of submitted) this.#jobs.insert(job);
      for (const job of submitted) {
        if (isArray(job)) this.#move(job, { status: 'PENDING' });
        else this.#settleDependencies(job);
      }
    });
  }

  /** Into STARTING and RUNNING. */
  advance(job: Job, changes: Partial<Job>): Job {
    return this.#change(() => this.#move(job, changes));
  }

  /** Says, once, that a job blocks its queue. */
  block(job: Job): void {
    if (job.statusReason === blocked) return;
    const blocking = { ...job, statusReason: blocked };
    this.#change(() => {
      this.#jobs.save(blocking);
      this.#outbox.add(blocking, 'Batch Job Queue Blocked');
    });
  }

  /** Books the end of an attempt: the job has ended, or is to be tried again. */
  endAttempt(job: Job, end: AttemptEnd): void {
    const { exitCode, reason, statusReason, outcome, isTerminated } = end;
    const stoppedAt = Date.now();
    const { logStreamName, taskArn } = job.container;
    const container = { taskArn, logStreamName, exitCode, reason };
    const attempt = { container, startedAt: job.startedAt, stoppedAt, statusReason };
    const attempts = [...job.attempts, attempt];
    const ended = {
      ...job,
      attempts,
      statusReason,
      isTerminated,
      container: { ...job.container, exitCode, reason },
    };
    this.#change(() => {
      if (outcome === 'failed' && isRetried(job.retryStrategy, end, attempts.length)) {
        this.#move(ended, { status: 'RUNNABLE' });
      } else {
        this.#finish(ended, { status: outcome === 'succeeded' ? 'SUCCEEDED' : 'FAILED', stoppedAt });
      }
    });
  }

  /** Fails jobs that have not started; of those given, others are left alone. */
  withdraw(
    jobIds: readonly string[],
    changes: Pick<Job, 'statusReason' | 'isCancelled' | 'isTerminated'>,
  ): void {
    this.#change(() => {
      for (const jobId of jobIds) {
        // Its state may have changed with the one before.
        const job = this.#jobs.get(jobId);
        if (hasStarted(job) || hasEnded(job)) continue;
        this.#finish(job, { ...changes, status: 'FAILED', stoppedAt: Date.now() });
      }
    });
  }

  #change<T>(change: () => T): T {
    const result = transaction(this.#database, change);
    this.#outbox.wake();
    return result;
  }

  #move(job: Job, changes: Partial<Job>): Job {
    const moved: Job = { ...job, ...changes };
    this.#jobs.save(moved);
    this.#outbox.add(moved);
    return moved;
  }

  #settleDependencies(job: Job): void {
    const unmet = dependenciesOf(job)
      .map((id) => this.#dependency(id))
      .filter(({ status }) => status !== 'SUCCEEDED');
    if (unmet.some(({ status }) => status === 'FAILED')) {
      this.#finish(job, dependencyFailed());
    } else {
      for (const { jobId } of unmet) this.#jobs.addDependency(job.jobId, jobId);
      this.#move(job, { status: unmet.length > 0 ? 'PENDING' : 'RUNNABLE' });
    }
  }

  #dependency(jobId: string): Job {
    const job = this.#jobs.find(jobId);
    if (!job) throw new ClientException(`Job ${jobId}, which this job depends on, does not exist.`);
    return job;
  }

  /** Ends a job, and what ends or may start because of it, in turn. */
  #finish(job: Job, changes: Partial<Job>): void {
    const ended = [this.#move(job, changes)];
    for (let next = ended.pop(); next; next = ended.pop()) {
      ended.push(...this.#settleDependents(next), ...this.#settleParent(next));
    }
  }

  /** @returns the jobs that end with it */
  #settleDependents({ jobId, status }: Job): Job[] {
    const ended: Job[] = [];
    for (const id of this.#jobs.releaseDependents(jobId)) {
      const dependent = this.#jobs.get(id);
      if (hasEnded(dependent)) continue;
      if (status === 'FAILED') ended.push(this.#move(dependent, dependencyFailed()));
      else if (!this.#jobs.isWaiting(id)) this.#move(dependent, { status: 'RUNNABLE' });
    }
    return ended;
  }

  #settleParent({ jobId }: Job): Job[] {
    const parentId = parentIdOf(jobId);
    if (parentId === null) return [];
    if (this.#jobs.hasChildrenToEnd(parentId)) return [];
    const { FAILED = 0 } = this.#jobs.countChildren(parentId);
    const changes: Partial<Job> =
      FAILED > 0 ? { status: 'FAILED', statusReason: arrayFailed } : { status: 'SUCCEEDED' };
    return [this.#move(this.#jobs.get(parentId), { stoppedAt: Date.now(), ...changes })];
  }
}

/** The code is AWS's. */
const blocked =
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - the job needs more vCPUs, memory or GPUs than there are.';

/** In the words of AWS, which its documentation does not list. */
const arrayFailed = 'Array Child Job failed';

const dependencyFailed = (): Partial<Job> => ({
  status: 'FAILED',
  statusReason: 'Dependent Job failed',
  stoppedAt: Date.now(),
});

/**
 * Ids of the jobs that must succeed first: all of another job, its child of the same index (`N_TO_N`), or the child
 * before (`SEQUENTIAL` without a job).
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html
 */
function dependenciesOf({ jobId, dependsOn, arrayProperties }: Job): string[] {
  const index = arrayProperties?.index;
  return dependsOn.flatMap(({ jobId: id, type }) => {
    if (id !== undefined) return type === 'N_TO_N' && index !== undefined ? childId(id, index) : id;
    return index ? childId(parentIdOf(jobId)!, index - 1) : [];
  });
}
