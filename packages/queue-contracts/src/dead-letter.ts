/** Attributes of a message in a dead-letter queue, beside its body, which is the request or what came in its place. */
export interface DeadLetter {
  /** For programs, for instance `object-missing`. */
  readonly reason: string;
  /** For people. */
  readonly detail: string;
  readonly runId?: string;
  readonly jobId?: string;
  readonly exitCode?: string;
  readonly attempts?: string;
  readonly logStream?: string;
}

/** Every attribute's name. */
export const deadLetterAttributes = [
  'reason',
  'detail',
  'runId',
  'jobId',
  'exitCode',
  'attempts',
  'logStream',
] as const satisfies readonly (keyof DeadLetter)[];
