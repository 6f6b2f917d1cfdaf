import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AttemptProcess, type ProcessEnd } from './attempt-process.ts';
import { taskArn } from './batch-arn.ts';
import type { Job } from './job.ts';
import type { AttemptEnd } from './job-lifecycle.ts';

/** Longest time that setTimeout takes. */
const longestTimerMs = 2 ** 31 - 1;

/** Status reason that AWS gives. */
const timedOut = 'Job attempt duration exceeded timeout';

export interface AttemptOptions {
  /** Directory that logs are kept in. */
  readonly directory: string;
  /** Environment of every job; the job's own variables go before. */
  readonly environment: Readonly<Record<string, string>>;
  /** Maps an image to the program that stands for it; the job's command is appended to its arguments. */
  readonly resolveImage: (image: string) => { readonly command: string; readonly args: readonly string[] };
  /** Time from SIGTERM to SIGKILL. */
  readonly stopTimeoutSeconds: number;
}

/** Names the file, below the service's directory, that an attempt writes both its streams to. */
export const logFile = (directory: string, logStreamName: string) => join(directory, 'logs', logStreamName);

/** One try at running a job. */
export class Attempt {
  readonly #process: AttemptProcess;
  readonly #stopTimeoutSeconds: number;
  readonly #timeoutMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Reason why the process is ended from outside, when it is. */
  #cause: AttemptEnd | undefined;
  /** The job, with the task and the log of this attempt. */
  readonly job: Job;

  /**
   * Starts the process.
   *
   * @throws nothing stands for the image, or nothing can be started
   */
  constructor(job: Job, options: AttemptOptions) {
    const { resolveImage, stopTimeoutSeconds, directory } = options;
    const taskId = randomBytes(16).toString('hex');
    const logStreamName = `${definitionName(job)}/default/${taskId}`;
    const container = { ...job.container, taskArn: taskArn(taskId), logStreamName };
    this.job = { ...job, container: { ...container, exitCode: undefined, reason: undefined } };
    this.#stopTimeoutSeconds = stopTimeoutSeconds;
    const seconds = job.timeout?.attemptDurationSeconds;
    this.#timeoutMs = seconds === undefined ? undefined : Math.min(seconds * 1000, longestTimerMs);
    const image = resolveImage(job.container.image);
    this.#process = new AttemptProcess({
      command: image.command,
      args: [...image.args, ...job.container.command],
      environment: jobEnvironment(job, options.environment),
      logFile: logFile(directory, logStreamName),
    });
  }

  /** Waits until it is known whether the process runs; from then on its timeout counts. */
  async start(): Promise<boolean> {
    const isRunning = await this.#process.started;
    if (isRunning && this.#timeoutMs !== undefined && !this.#cause) {
      this.#timer = setTimeout(
        () => this.#stop({ statusReason: timedOut, outcome: 'final' }),
        this.#timeoutMs,
      );
    }
    return isRunning;
  }

  /** Ends the attempt for good. */
  terminate(statusReason: string): void {
    this.#stop({ statusReason, outcome: 'final', isTerminated: true });
  }

  /** Takes the attempt's host away, as a Spot reclaim does; nobody learns an exit code. */
  loseHost(): void {
    this.#cause ??= hostTerminated(this.job);
    this.#process.kill();
  }

  /** Waits for the attempt to end. */
  async ended(): Promise<AttemptEnd> {
    const end = await this.#process.ended;
    clearTimeout(this.#timer);
    if (!this.#cause) return describeEnd(end);
    const { outcome } = this.#cause;
    return outcome === 'final' && 'exitCode' in end
      ? { ...this.#cause, exitCode: end.exitCode }
      : this.#cause;
  }

  #stop(cause: AttemptEnd): void {
    this.#cause ??= cause;
    this.#process.stop(this.#stopTimeoutSeconds);
  }
}

/** Describes the loss of a host as AWS does on the platform of the job; the instance is made up. */
export function hostTerminated({ platformCapabilities }: Job): AttemptEnd {
  if (platformCapabilities?.includes('FARGATE')) {
    return { statusReason: 'Your Spot Task was interrupted.', outcome: 'failed' };
  }
  const instance = `i-${randomBytes(9).toString('hex').slice(0, 17)}`;
  return { statusReason: `Host EC2 (instance ${instance}) terminated.`, outcome: 'failed' };
}

/** Describes a failed start as AWS does. */
export function failedToStart(error: Error): AttemptEnd {
  const reason = `CannotStartContainerError: ${error.message}`;
  return { statusReason: 'Task failed to start', reason, outcome: 'failed' };
}

function describeEnd(end: ProcessEnd): AttemptEnd {
  if ('startError' in end) return failedToStart(end.startError);
  const { exitCode } = end;
  return {
    statusReason: 'Essential container in task exited',
    exitCode,
    outcome: exitCode === 0 ? 'succeeded' : 'failed',
  };
}

const definitionName = ({ jobDefinition }: Job) => /\/(.+):/.exec(jobDefinition)![1]!;

/**
 * Makes the environment of a job's process.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html
 */
function jobEnvironment(job: Job, common: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...common,
    ...Object.fromEntries(job.container.environment.map(({ name, value }) => [name, value])),
    AWS_BATCH_JOB_ID: job.jobId,
    AWS_BATCH_JOB_ATTEMPT: String(job.attempts.length + 1),
  };
}
