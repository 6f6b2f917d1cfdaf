import { ClientException } from '../errors.ts';
import { Attempt, type AttemptOptions, failedToStart, hostTerminated } from './attempt.ts';
import type { Job } from './job.ts';
import type { AttemptEnd, JobLifecycle } from './job-lifecycle.ts';
import type { JobRepository } from './job-repository.ts';
import { killLeftovers } from './leftover-processes.ts';
import type { Registry } from './registry.ts';
import { fits, type Resources, requiredResources, subtract } from './resources.ts';

export interface SchedulerOptions extends AttemptOptions {
  /** Resources that this machine lends to jobs. */
  readonly capacity: Resources;
}

/** Reasons of an attempt that could not be started: the job's, and the container's if there is one. */
export type StartFailure = Pick<AttemptEnd, 'statusReason' | 'reason'>;

/** State that the scheduler reads and changes. */
interface SchedulerState {
  readonly registry: Registry;
  readonly jobs: JobRepository;
  readonly lifecycle: JobLifecycle;
}

interface RunningAttempt {
  readonly attempt: Attempt;
  readonly needed: Resources;
  readonly done: Promise<void>;
}

/**
 * Starts jobs as there is room: the queue of the highest priority first, each queue in the order of submission. A job that
 * finds too little room holds back all that come after it, in its own queue and in those of lower priority; one that needs
 * more than this machine has holds back its own queue only. A running job is never stopped for another one.
 */
export class Scheduler {
  readonly #state: SchedulerState;
  readonly #options: SchedulerOptions;
  readonly #running = new Map<string, RunningAttempt>();
  readonly #startFailures: AttemptEnd[] = [];
  #isClosed = false;

  constructor(state: SchedulerState, options: SchedulerOptions) {
    this.#state = state;
    this.#options = options;
  }

  /** Ends what ran before a restart: those jobs have lost their host. To be called before anything is scheduled. */
  async recover(): Promise<void> {
    const lost = this.#state.jobs.started();
    await killLeftovers(new Set(lost.map(({ jobId }) => jobId)));
    for (const job of lost) this.#state.lifecycle.endAttempt(job, hostTerminated(job));
  }

  /** Starts what can start. To be called when a job may have become runnable, or room may have become free. */
  schedule(): void {
    if (this.#isClosed) return;
    for (const { jobQueueArn } of this.#state.registry.queues()) {
      if (!this.#startJobs(jobQueueArn)) return;
    }
  }

  /** Stops the attempt of a job for good, if one is running. */
  terminate(jobId: string, reason: string): void {
    this.#running.get(jobId)?.attempt.terminate(reason);
  }

  /**
   * Takes the host of a job's attempt away, and returns when the attempt has ended.
   *
   * @throws {ClientException} the job is not running
   */
  async reclaim(jobId: string): Promise<void> {
    const running = this.#running.get(jobId);
    if (!running) throw new ClientException(`Job ${jobId} is not running.`);
    running.attempt.loseHost();
    await running.done;
  }

  /** Lets the next attempts, one for each failure, end before they have begun. */
  failStarts(failures: readonly StartFailure[]): void {
    this.#startFailures.push(...failures.map((failure) => ({ ...failure, outcome: 'failed' as const })));
  }

  /** Ends all processes; at the next start their jobs have lost their host. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running.values()];
    for (const { attempt } of running) attempt.loseHost();
    await Promise.all(running.map(({ done }) => done));
  }

  #free(): Resources {
    const taken = [...this.#running.values()].map(({ needed }) => needed);
    return taken.reduce(subtract, this.#options.capacity);
  }

  /** @returns false when a job of the queue waits for room, which nothing else may take */
  #startJobs(queueArn: string): boolean {
    for (;;) {
      const job = this.#state.jobs.nextRunnable(queueArn);
      if (!job) return true;
      const needed = requiredResources(job.container.resourceRequirements);
      if (!fits(needed, this.#options.capacity)) {
        this.#state.lifecycle.block(job);
        return true;
      }
      if (!fits(needed, this.#free())) return false;
      this.#start(job, needed);
    }
  }

  #start(job: Job, needed: Resources): void {
    const { lifecycle } = this.#state;
    const starting = lifecycle.advance(job, { status: 'STARTING', startedAt: undefined });
    const failure = this.#startFailures.shift();
    if (failure) {
      lifecycle.endAttempt(starting, failure);
      return;
    }
    try {
      const attempt = new Attempt(starting, this.#options);
      this.#running.set(job.jobId, { attempt, needed, done: this.#run(attempt) });
    } catch (error) {
      lifecycle.endAttempt(starting, failedToStart(error as Error));
    }
  }

  async #run(attempt: Attempt): Promise<void> {
    const { lifecycle } = this.#state;
    let { job } = attempt;
    const isRunning = await attempt.start();
    if (isRunning && !this.#isClosed) {
      job = lifecycle.advance(job, { status: 'RUNNING', startedAt: Date.now(), stoppedAt: undefined });
    }
    const end = await attempt.ended();
    this.#running.delete(job.jobId);
    if (this.#isClosed) return;
    lifecycle.endAttempt(job, end);
    this.schedule();
  }
}
