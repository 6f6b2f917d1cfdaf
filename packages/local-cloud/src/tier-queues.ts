import { queueSettings, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { rawVideosBucket } from './account.ts';
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
