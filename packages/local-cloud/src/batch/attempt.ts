import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AttemptProcess, type ProcessEnd } from './attempt-process.ts';
import { taskArn } from './batch-arn.ts';
import type { Job } from './job.ts';
import type { AttemptEnd } from './job-lifecycle.ts';

/** setTimeout's longest time. */
const longestTimerMs = 2 ** 31 - 1;

/** In the words of AWS. */
const timedOut = 'Job attempt duration exceeded timeout';

export interface AttemptOptions {
  /** Where logs are kept. */
  readonly directory: string;
  /** Added to every job; what the job says itself goes before. */
  readonly environment: Readonly<Record<string, string>>;
  /** Maps an image to the program that stands for it; the command of the job is appended to its arguments. */
  readonly resolveImage: (image: string) => { readonly command: string; readonly args: readonly string[] };
  /** From SIGTERM to SIGKILL. */
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
  /** Why the process is ended from outside, when it is. */
  #cause: AttemptEnd | undefined;
  /** With the task and the log of this attempt. */
  readonly job: Job;

  /** @throws nothing stands for the image, or nothing can be started */
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
      environment: environmentOf(job, options.environment),
      logFile: logFile(directory, logStreamName),
    });
  }

  /** Whether the process runs; from then on its time runs. */
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

  /** Ends it for good. */
  terminate(statusReason: string): void {
    this.#stop({ statusReason, outcome: 'final', isTerminated: true });
  }

  /** Takes its host away, as a Spot reclaim does; nobody learns an exit code. */
  loseHost(): void {
    this.#cause ??= hostTerminated();
    this.#process.kill();
  }

  /** How it ended, once it has. */
  async ended(): Promise<AttemptEnd> {
    const end = await this.#process.ended;
    clearTimeout(this.#timer);
    if (!this.#cause) return endOf(end);
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

/** In the words of AWS; the instance is a made-up one. */
export function hostTerminated(): AttemptEnd {
  const instance = `i-${randomBytes(9).toString('hex').slice(0, 17)}`;
  return { statusReason: `Host EC2 (instance ${instance}) terminated.`, outcome: 'failed' };
}

/** In the words of AWS. */
export function failedToStart(error: Error): AttemptEnd {
  const reason = `CannotStartContainerError: ${error.message}`;
  return { statusReason: 'Task failed to start', reason, outcome: 'failed' };
}

function endOf(end: ProcessEnd): AttemptEnd {
  if ('startError' in end) return failedToStart(end.startError);
  const { exitCode } = end;
  return {
    statusReason: 'Essential container in task exited',
    exitCode,
    outcome: exitCode === 0 ? 'succeeded' : 'failed',
  };
}

const definitionName = ({ jobDefinition }: Job) => /\/(.+):/.exec(jobDefinition)![1]!;

/** @see https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html */
function environmentOf(job: Job, common: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...common,
    ...Object.fromEntries(job.container.environment.map(({ name, value }) => [name, value])),
    AWS_BATCH_JOB_ID: job.jobId,
    AWS_BATCH_JOB_ATTEMPT: String(job.attempts.length + 1),
  };
}
