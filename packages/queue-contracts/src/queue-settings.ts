/** Time that the dispatcher may take for a batch of messages. */
export const dispatcherTimeoutSeconds = 30;

/** Settings of every request queue and its dead-letter queue. */
export const queueSettings = {
  /** Six times the dispatcher's timeout, as AWS recommends for a queue that a Lambda function reads. */
  visibilityTimeoutSeconds: 6 * dispatcherTimeoutSeconds,
  receiveWaitSeconds: 20,
  /** Receives after which a message goes to the dead-letter queue. */
  maxReceiveCount: 5,
  retentionSeconds: 4 * 24 * 3600,
  deadLetterRetentionSeconds: 14 * 24 * 3600,
} as const;

/** Settings of the event source that feeds the dispatcher. */
export const eventSourceSettings = {
  batchSize: 10,
  maximumBatchingWindowSeconds: 0,
  /** Batches of each queue that are handled at once; SubmitJob takes 50 requests a second in an account. */
  maximumConcurrency: 4,
} as const;
