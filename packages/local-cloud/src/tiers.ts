import type { DispatcherContext } from '@deepsentinel/dispatcher-lambda';
import { type Deployment, perTier, queueSettings, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { queueArn, rawVideosBucket } from './account.ts';
import type { BucketNotification, QueueSettings } from './s3-sqs/storage.ts';

/** Lists the request queue of each tier with its dead-letter queue. */
export function tierQueues(): QueueSettings[] {
  const { visibilityTimeoutSeconds, receiveWaitSeconds, maxReceiveCount } = queueSettings;
  return tiers.flatMap((tier) => {
    const { requestQueue, deadLetterQueue } = tierSettings[tier];
    const retentionSeconds = queueSettings.deadLetterRetentionSeconds;
    return [
      { name: deadLetterQueue, visibilityTimeoutSeconds, retentionSeconds },
      {
        name: requestQueue,
        visibilityTimeoutSeconds,
        receiveWaitSeconds,
        retentionSeconds: queueSettings.retentionSeconds,
        redrive: { deadLetterQueue, maxReceiveCount },
      },
    ];
  });
}

/** Makes the bucket notifications: an upload goes to the request queue of the tier whose prefix its key has. */
export function uploadNotifications(): BucketNotification[] {
  return tiers.map((tier) => {
    const { requestQueue, uploadPrefix } = tierSettings[tier];
    return { bucket: rawVideosBucket, queueName: requestQueue, prefix: uploadPrefix };
  });
}

/** Tells the dispatcher, for each tier, the queue that requests come from and the Batch queue that jobs go to. */
export function tierRoutes({ tiers: deployed }: Deployment): DispatcherContext['routes'] {
  return perTier((tier) => {
    const { requestQueue, jobQueue, jobDefinition } = tierSettings[tier];
    const { deadLetterQueueUrl } = deployed[tier];
    return { requestQueueArn: queueArn(requestQueue), deadLetterQueueUrl, jobQueue, jobDefinition };
  });
}
