/** States of a job, in the order in which it goes through them. */
export const jobStatuses = [
  'SUBMITTED',
  'PENDING',
  'RUNNABLE',
  'STARTING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** When an attempt is followed by another; what is not given matches anything. */
export interface ExitCondition {
  readonly onStatusReason?: string | undefined;
  readonly onReason?: string | undefined;
  readonly onExitCode?: string | undefined;
  readonly action: 'RETRY' | 'EXIT';
}

export interface RetryStrategy {
  /** Attempts in all, 1..10. */
  readonly attempts: number;
  readonly evaluateOnExit: readonly ExitCondition[];
}

/** What a job's process gets. */
export interface JobContainer {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

/** How an attempt ended. */
export interface AttemptEnd {
  readonly statusReason: string;
  /** Null when no process ended by itself: the host went away. */
  readonly exitCode: number | null;
  readonly reason?: string;
}

export interface Attempt extends AttemptEnd {
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly logStreamName: string;
}

/** A process of this machine that is told from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** A job as it is stored. Times are milliseconds since 1970. */
export interface StoredJob {
  readonly jobId: string;
  readonly jobName: string;
  /** Name. */
  readonly jobQueue: string;
  /** ARN. */
  readonly jobDefinition: string;
  readonly status: JobStatus;
  readonly statusReason?: string | undefined;
  readonly createdAt: number;
  readonly startedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
  readonly container: JobContainer;
  readonly retryStrategy: RetryStrategy;
  readonly timeoutSeconds: number | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly dependsOn: readonly { readonly jobId: string }[];
  readonly attempts: readonly Attempt[];
  /** Of the attempt under way, or the last. */
  readonly logStreamName?: string | undefined;
  readonly process?: ProcessIdentity | undefined;
  /** Of the parent of an array: the number of its children. */
  readonly arraySize?: number | undefined;
  /** Of a child of an array. */
  readonly arrayParent?: string | undefined;
  readonly arrayIndex?: number | undefined;
}

export const hasEnded = ({ status }: Pick<StoredJob, 'status'>): boolean =>
  status === 'SUCCEEDED' || status === 'FAILED';
