/**
 * Attributes of a message in a dead-letter queue. Its body is the request, or the text that could not be read as one.
 */
export interface DeadLetterAttributes {
  /** Code for programs, for instance `object-missing`. */
  readonly reason: string;
  /** Explanation for people. */
  readonly detail: string;
  readonly runId?: string;
  /** Attempt of the run that failed; the run may be redriven and fail again. */
  readonly runAttempt?: string;
  readonly jobId?: string;
  readonly exitCode?: string;
  readonly attempts?: string;
  readonly logStream?: string;
}

/** Names of all attributes. */
export const deadLetterAttributeNames = [
  'reason',
  'detail',
  'runId',
  'runAttempt',
  'jobId',
  'exitCode',
  'attempts',
  'logStream',
] as const satisfies readonly (keyof DeadLetterAttributes)[];
