import type { DispatcherContext } from '@deepsentinel/dispatcher-lambda';
import { type Deployment, perTier, queueSettings, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { queueArn, rawVideosBucket } from './account.ts';
import type { BucketNotification, QueueSettings } from './s3-sqs/storage.ts';

/** The request queues with their dead-letter queues. */
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

/** Uploads are announced to the tier whose prefix their keys have. */
export function uploadNotifications(): BucketNotification[] {
  return tiers.map((tier) => {
    const { requestQueue, uploadPrefix } = tierSettings[tier];
    return { bucket: rawVideosBucket, queueName: requestQueue, prefix: uploadPrefix };
  });
}

/** Where the dispatcher takes the requests of each tier from, and sends them to. */
export function tierRoutes({ tiers: deployed }: Deployment): DispatcherContext['routes'] {
  return perTier((tier) => {
    const { requestQueue, jobQueue, jobDefinition } = tierSettings[tier];
    const { deadLetterQueueUrl } = deployed[tier];
    return { requestQueueArn: queueArn(requestQueue), deadLetterQueueUrl, jobQueue, jobDefinition };
  });
}
