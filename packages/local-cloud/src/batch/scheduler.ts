import { Attempt, type AttemptOptions, failedToStart, hostTerminated } from './attempt.ts';
import { type BatchFaults, delayMs, happens } from './batch-faults.ts';
import type { Catalogue } from './catalogue.ts';
import { ClientException } from './client-exception.ts';
import type { Job } from './job.ts';
import type { JobLifecycle } from './job-lifecycle.ts';
import type { JobStore } from './job-store.ts';
import { killLeftovers } from './leftover-processes.ts';
import { fits, type Resources, resourcesOf, subtract, withoutScarce } from './slots.ts';

export interface SchedulerOptions extends AttemptOptions {
  /** What this machine lends to jobs. */
  readonly capacity: Resources;
  readonly faults?: BatchFaults;
}

/** Whom it decides about. */
interface SchedulerParts {
  readonly catalogue: Catalogue;
  readonly jobs: JobStore;
  readonly lifecycle: JobLifecycle;
}

interface RunningAttempt {
  readonly attempt: Attempt;
  readonly needed: Resources;
  readonly done: Promise<void>;
}

/**
 * Starts jobs as there is room: the queue of the highest priority first, each queue in the order of submission. The head
 * of a queue that finds too little room holds back its own queue, and what it lacks is kept from queues of lower
 * priority, unless it could never start. A running job is never stopped for another one.
 */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #options: SchedulerOptions;
  readonly #running = new Map<string, RunningAttempt>();
  #isClosed = false;

  constructor(parts: SchedulerParts, options: SchedulerOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** To be called before anything is scheduled: what ran before a restart has lost its host, and is left running no more. */
  async recover(): Promise<void> {
    const lost = this.#parts.jobs.started();
    await killLeftovers(new Set(lost.map(({ jobId }) => jobId)));
    for (const job of lost) this.#parts.lifecycle.endAttempt(job, hostTerminated());
  }

  /** To be called when a job may have become runnable, or room for one free. */
  schedule(): void {
    if (this.#isClosed) return;
    let free = this.#free();
    for (const { jobQueueArn } of this.#parts.catalogue.queues()) free = this.#startJobs(jobQueueArn, free);
  }

  /** Stops the attempt of a job for good, if one is running. */
  terminate(jobId: string, reason: string): void {
    this.#running.get(jobId)?.attempt.terminate(reason);
  }

  /**
   * Takes the host of a job's attempt away.
   *
   * @throws {ClientException} the job is not running
   */
  async reclaim(jobId: string, noticeSeconds: number): Promise<void> {
    const running = this.#running.get(jobId);
    if (!running) throw new ClientException(`Job ${jobId} is not running.`);
    running.attempt.loseHost(noticeSeconds);
    await running.done;
  }

  /** Ends all processes; the next start finds that their host has gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running.values()];
    for (const { attempt } of running) attempt.loseHost(0);
    await Promise.all(running.map(({ done }) => done));
  }

  #free(): Resources {
    const taken = [...this.#running.values()].map(({ needed }) => needed);
    return taken.reduce(subtract, this.#options.capacity);
  }

  /** @returns what other queues may take */
  #startJobs(queueArn: string, available: Resources): Resources {
    let free = available;
    for (;;) {
      const job = this.#parts.jobs.nextRunnable(queueArn);
      if (!job) return free;
      const needed = resourcesOf(job.container.resourceRequirements);
      if (!fits(needed, this.#options.capacity)) {
        this.#parts.lifecycle.block(job);
        return free;
      }
      if (!fits(needed, free)) return withoutScarce(free, needed);
      this.#start(job, needed);
      if (this.#running.has(job.jobId)) free = subtract(free, needed);
    }
  }

  #start(job: Job, needed: Resources): void {
    const { lifecycle } = this.#parts;
    const starting = lifecycle.advance(job, { status: 'STARTING', startedAt: undefined });
    try {
      const attempt = new Attempt(starting, this.#options);
      this.#running.set(job.jobId, { attempt, needed, done: this.#run(attempt) });
    } catch (error) {
      lifecycle.endAttempt(starting, failedToStart(error as Error));
    }
  }

  async #run(attempt: Attempt): Promise<void> {
    const { lifecycle } = this.#parts;
    let { job } = attempt;
    const isRunning = await attempt.start();
    if (isRunning && !this.#isClosed) {
      job = lifecycle.advance(job, { status: 'RUNNING', startedAt: Date.now(), stoppedAt: undefined });
    }
    const reclaim = this.#planReclaim(attempt);
    const end = await attempt.ended();
    clearTimeout(reclaim);
    this.#running.delete(job.jobId);
    if (this.#isClosed) return;
    lifecycle.endAttempt(job, end);
    this.schedule();
  }

  #planReclaim(attempt: Attempt): NodeJS.Timeout | undefined {
    const { faults } = this.#options;
    if (!faults || !happens(faults.reclaimProbability, faults.random)) return undefined;
    return setTimeout(() => attempt.loseHost(0), delayMs(faults.reclaimWithinSeconds, faults.random));
  }
}
