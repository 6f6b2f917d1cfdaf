import { perTier, queueSettings, type Tier, tierSettings } from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Request queue and dead-letter queue of a tier. */
export interface TierQueues {
  readonly requests: aws.sqs.Queue;
  readonly deadLetters: aws.sqs.Queue;
}

/** Request queues and dead-letter queues of all tiers. */
export class RequestQueues extends pulumi.ComponentResource {
  readonly byTier: Readonly<Record<Tier, TierQueues>>;

  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:RequestQueues', name, {}, options);
    this.byTier = perTier((tier) => this.#queues(tier));
    this.registerOutputs();
  }

  #queues(tier: Tier): TierQueues {
    const { requestQueue, deadLetterQueue } = tierSettings[tier];
    const settings = {
      visibilityTimeoutSeconds: queueSettings.visibilityTimeoutSeconds,
      receiveWaitTimeSeconds: queueSettings.receiveWaitSeconds,
      sqsManagedSseEnabled: true,
    };
    const deadLetters = new aws.sqs.Queue(
      deadLetterQueue,
      { ...settings, messageRetentionSeconds: queueSettings.deadLetterRetentionSeconds },
      { parent: this, protect: true },
    );
    const requests = new aws.sqs.Queue(
      requestQueue,
      {
        ...settings,
        messageRetentionSeconds: queueSettings.retentionSeconds,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: deadLetters.arn,
          maxReceiveCount: queueSettings.maxReceiveCount,
        }),
      },
      { parent: this, protect: true },
    );
    new aws.sqs.RedriveAllowPolicy(
      deadLetterQueue,
      {
        queueUrl: deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: 'byQueue',
          sourceQueueArns: [requests.arn],
        }),
      },
      { parent: this },
    );
    return { requests, deadLetters };
  }
}
