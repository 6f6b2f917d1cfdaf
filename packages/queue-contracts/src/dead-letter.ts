/** Attributes of a message in a dead-letter queue. Its body is the request, or the text that could not be read as one. */
export interface DeadLetterAttributes {
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
export const deadLetterAttributeNames = [
  'reason',
  'detail',
  'runId',
  'jobId',
  'exitCode',
  'attempts',
  'logStream',
] as const satisfies readonly (keyof DeadLetterAttributes)[];
