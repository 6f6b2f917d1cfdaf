/** Longest time that the dispatcher may take for a batch of messages. */
export const dispatcherTimeoutSeconds = 30;

/** Of every request queue and its dead-letter queue. */
export const queueSettings = {
  /** Six times what the dispatcher may take, as AWS asks of a queue that a Lambda function reads. */
  visibilityTimeoutSeconds: 6 * dispatcherTimeoutSeconds,
  receiveWaitSeconds: 20,
  /** A message received more often than this goes to the dead-letter queue. */
  maxReceiveCount: 5,
  retentionSeconds: 4 * 24 * 3600,
  deadLetterRetentionSeconds: 14 * 24 * 3600,
} as const;

/** How the dispatcher is fed. */
export const eventSourceSettings = {
  batchSize: 10,
  maximumBatchingWindowSeconds: 0,
  /** Batches at once for each queue; SubmitJob takes 50 requests a second in an account. */
  maximumConcurrency: 4,
} as const;
