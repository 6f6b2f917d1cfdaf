import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { EventDelivery } from './event-delivery.ts';
import { type Account, stateChangeEvent } from './job-detail.ts';
import { type JobProcess, killLeftover, startProcess } from './job-process.ts';
import type { JobStore } from './job-store.ts';
import { isRetried } from './retry-decision.ts';
import { type AttemptEnd, hasEnded, type StoredJob } from './stored-job.ts';

/** What the machine lends to jobs. */
export interface Capacity {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

export interface SchedulerSettings {
  readonly account: Account;
  readonly capacity: Capacity;
  readonly logDirectory: string;
  /** Given to every job; its own environment wins. */
  readonly environment: Readonly<Record<string, string>>;
  readonly resolveImage: (image: string) => { readonly command: string; readonly args: readonly string[] };
  /** Between SIGTERM and SIGKILL. */
  readonly stopTimeoutSeconds: number;
}

/** An attempt under way. */
interface RunningAttempt {
  readonly process: JobProcess;
  /** Why it is being ended, and whether another may follow; null while it runs by itself. */
  verdict: { readonly statusReason: string; readonly isFinal: boolean; readonly hasExitCode: boolean } | null;
}

/** Candidates looked at in a round: jobs further back wait for a later one. */
const candidatesPerRound = 200;

/** Moves jobs from state to state and runs them as processes, as many as the machine holds. */
export class Scheduler {
  readonly #store: JobStore;
  readonly #delivery: EventDelivery;
  readonly #settings: SchedulerSettings;
  readonly #running = new Map<string, RunningAttempt>();
  readonly #attempts = new Set<Promise<void>>();
  #isClosed = false;

  constructor(store: JobStore, delivery: EventDelivery, settings: SchedulerSettings) {
    this.#store = store;
    this.#delivery = delivery;
    this.#settings = settings;
  }

  /** Takes up what an earlier service has left: its processes are gone, as if their hosts had been. */
  recover(): void {
    for (const job of this.#store.listJobs({ statuses: ['STARTING', 'RUNNING'] }, { limit: -1 })) {
      if (job.arraySize !== undefined) continue;
      if (job.process) killLeftover(job.process);
      this.#endAttempt(job, hostTerminated());
    }
    this.advance();
  }

  /** Stores a job in a new state and tells of it. */
  save(job: StoredJob): void {
    this.#store.saveJob(job, stateChangeEvent(job, this.#settings.account));
    this.#delivery.wake();
    if (job.arrayParent !== undefined && hasEnded(job)) this.#settleParent(job.arrayParent);
  }

  /** Starts what may start. */
  advance(): void {
    if (this.#isClosed) return;
    this.#settleDependencies();
    const free = { ...this.#settings.capacity };
    for (const jobId of this.#running.keys()) take(free, this.#store.findJob(jobId)!);
    for (const job of this.#runnable()) {
      if (!fits(free, job)) continue;
      take(free, job);
      const attempt = this.#run(job).finally(() => {
        this.#attempts.delete(attempt);
        this.advance();
      });
      this.#attempts.add(attempt);
    }
  }

  /** Ends a job for good, whatever state it is in. */
  terminate(job: StoredJob, reason: string): void {
    const children = this.#store.listJobs({ arrayParent: job.jobId }, { limit: -1 });
    for (const child of children.filter((each) => !hasEnded(each))) this.terminate(child, reason);
    if (this.#running.has(job.jobId)) {
      this.#end(job.jobId, { statusReason: reason, isFinal: true, hasExitCode: true });
    } else if (!hasEnded(job) && children.length === 0) {
      this.save({ ...job, status: 'FAILED', statusReason: reason, stoppedAt: Date.now() });
      this.advance();
    }
  }

  /** Takes the host away from a job, as a Spot reclaim does. */
  reclaim(jobId: string): void {
    const attempt = this.#running.get(jobId);
    if (!attempt) return;
    attempt.verdict = { ...hostTerminated(), isFinal: false, hasExitCode: false };
    attempt.process.kill('SIGKILL');
  }

  /** Stops everything; what was under way goes on at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const jobId of this.#running.keys()) {
      this.#end(jobId, { ...hostTerminated(), isFinal: false, hasExitCode: false });
    }
    await Promise.all(this.#attempts);
  }

  /** By priority of the queue, then by age. */
  #runnable(): StoredJob[] {
    const queues = this.#store.listResources<{ jobQueueName: string; priority: number; state: string }>(
      'job-queue',
    );
    return queues
      .filter(({ state }) => state === 'ENABLED')
      .toSorted((a, b) => b.priority - a.priority)
      .flatMap(({ jobQueueName: jobQueue }) =>
        this.#store.listJobs({ jobQueue, statuses: ['RUNNABLE'] }, { limit: candidatesPerRound }),
      );
  }

  #settleDependencies(): void {
    for (const job of this.#store.listJobs({ statuses: ['PENDING'] }, { limit: candidatesPerRound })) {
      if (job.arraySize !== undefined) continue;
      const needed = job.dependsOn.map(({ jobId }) => this.#store.findJob(jobId));
      if (needed.some((each) => each?.status === 'FAILED')) {
        const statusReason = 'Dependent Job failed';
        this.save({ ...job, status: 'FAILED', statusReason, stoppedAt: Date.now() });
      } else if (needed.every((each) => each?.status === 'SUCCEEDED')) {
        this.save({ ...job, status: 'RUNNABLE' });
      }
    }
  }

  /** The parent of an array ends with the last of its children. */
  #settleParent(parentId: string): void {
    const children = this.#store.listJobs({ arrayParent: parentId }, { limit: -1 });
    if (!children.every(hasEnded)) return;
    const status = children.some((child) => child.status === 'FAILED') ? 'FAILED' : 'SUCCEEDED';
    const statusReason = status === 'FAILED' ? 'Array Child Job failed' : undefined;
    this.save({ ...this.#store.findJob(parentId)!, status, statusReason, stoppedAt: Date.now() });
  }

  async #run(waiting: StoredJob): Promise<void> {
    const name = waiting.jobDefinition.split('/')[1]!.split(':')[0]!;
    const logStreamName = `${name}/default/${randomBytes(16).toString('hex')}`;
    const job: StoredJob = { ...waiting, status: 'STARTING', logStreamName, startedAt: Date.now() };
    this.save(job);
    try {
      const process = await startProcess(this.#processSettings(job, logStreamName));
      this.#running.set(job.jobId, { process, verdict: null });
      this.save({ ...job, status: 'RUNNING', process: process.identity });
      if (this.#isClosed) this.#end(job.jobId, { ...hostTerminated(), isFinal: false, hasExitCode: false });
      await this.#supervise(job, process);
    } catch (error) {
      const statusReason = `CannotStartContainerError: ${(error as Error).message}`;
      this.#endAttempt(job, { statusReason, reason: statusReason, exitCode: null });
    }
  }

  async #supervise(job: StoredJob, process: JobProcess): Promise<void> {
    const { jobId, timeoutSeconds } = job;
    const statusReason = 'Job attempt duration exceeded timeout';
    const timeout =
      timeoutSeconds !== null &&
      setTimeout(
        () => this.#end(jobId, { statusReason, isFinal: true, hasExitCode: true }),
        1000 * timeoutSeconds,
      );
    const code = await process.ended;
    if (timeout) clearTimeout(timeout);
    const { verdict } = this.#running.get(jobId)!;
    this.#running.delete(jobId);
    const current = this.#store.findJob(jobId)!;
    const exitCode = verdict?.hasExitCode === false ? null : code;
    const end = { statusReason: verdict?.statusReason ?? 'Essential container in task exited', exitCode };
    this.#endAttempt(current, end, verdict?.isFinal ?? false);
  }

  /** SIGTERM, and SIGKILL for one that does not listen. */
  #end(jobId: string, verdict: NonNullable<RunningAttempt['verdict']>): void {
    const attempt = this.#running.get(jobId);
    if (!attempt || attempt.verdict) return;
    attempt.verdict = verdict;
    attempt.process.kill('SIGTERM');
    const timer = setTimeout(() => attempt.process.kill('SIGKILL'), 1000 * this.#settings.stopTimeoutSeconds);
    void attempt.process.ended.then(() => clearTimeout(timer));
  }

  #endAttempt(job: StoredJob, end: AttemptEnd, isFinal = false): void {
    const stoppedAt = Date.now();
    const { startedAt = stoppedAt, logStreamName = '' } = job;
    const attempts = [...job.attempts, { ...end, startedAt, stoppedAt, logStreamName }];
    const ended = { ...job, attempts, statusReason: end.statusReason, process: undefined };
    if (end.exitCode === 0 && !isFinal) this.save({ ...ended, status: 'SUCCEEDED', stoppedAt });
    else if (!isFinal && isRetried(job.retryStrategy, end, attempts.length)) {
      this.save({ ...ended, status: 'RUNNABLE', startedAt: undefined });
    } else this.save({ ...ended, status: 'FAILED', stoppedAt });
  }

  #processSettings(job: StoredJob, logStreamName: string) {
    const { resolveImage, environment, logDirectory } = this.#settings;
    const { image, command, environment: own } = job.container;
    const program = resolveImage(image);
    return {
      command: program.command,
      args: [...program.args, ...command],
      environment: {
        ...environment,
        ...own,
        AWS_BATCH_JOB_ID: job.jobId,
        AWS_BATCH_JOB_ATTEMPT: String(job.attempts.length + 1),
        AWS_BATCH_JQ_NAME: job.jobQueue,
        ...(job.arrayIndex !== undefined && { AWS_BATCH_JOB_ARRAY_INDEX: String(job.arrayIndex) }),
      },
      logFile: join(logDirectory, logStreamName),
    };
  }
}

function hostTerminated(): AttemptEnd {
  const instance = `i-${randomBytes(9).toString('hex').slice(0, 17)}`;
  return { statusReason: `Host EC2 (instance ${instance}) terminated.`, exitCode: null };
}

type Free = { vcpus: number; memoryMiB: number; gpus: number };

function fits(free: Free, { container }: StoredJob): boolean {
  return (
    container.vcpus <= free.vcpus && container.memoryMiB <= free.memoryMiB && container.gpus <= free.gpus
  );
}

function take(free: Free, { container }: StoredJob): void {
  free.vcpus -= container.vcpus;
  free.memoryMiB -= container.memoryMiB;
  free.gpus -= container.gpus;
}
