import { tierSettings, tiers } from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { PrivateBucket } from './private-bucket.ts';
import type { RequestQueues } from './request-queues.ts';

export interface UploadNotificationsArgs {
  readonly bucket: PrivateBucket;
  readonly queues: RequestQueues;
  readonly accountId: pulumi.Input<string>;
}

/** Notifications that announce each upload to the tier of its key's prefix. */
export class UploadNotifications extends pulumi.ComponentResource {
  constructor(name: string, args: UploadNotificationsArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:UploadNotifications', name, {}, options);
    const { bucket, queues, accountId } = args;
    const policies = tiers.map((tier) => {
      const { requests } = queues.byTier[tier];
      return new aws.sqs.QueuePolicy(
        tier,
        {
          queueUrl: requests.url,
          policy: mayAnnounce({ queueArn: requests.arn, bucketArn: bucket.arn, accountId }),
        },
        { parent: this },
      );
    });
    // S3 knows one configuration for a bucket: a second resource of this kind would overwrite this one.
    new aws.s3.BucketNotification(
      name,
      {
        bucket: bucket.name,
        queues: tiers.map((tier) => ({
          id: tier,
          queueArn: queues.byTier[tier].requests.arn,
          events: ['s3:ObjectCreated:*'],
          filterPrefix: tierSettings[tier].uploadPrefix,
        })),
      },
      // S3 tries the queues when it is told of them.
      { parent: this, dependsOn: policies },
    );
    this.registerOutputs();
  }
}

function mayAnnounce(args: {
  readonly queueArn: pulumi.Input<string>;
  readonly bucketArn: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
}): aws.iam.PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Uploads',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: args.queueArn,
        Condition: {
          ArnEquals: { 'aws:SourceArn': args.bucketArn },
          StringEquals: { 'aws:SourceAccount': args.accountId },
        },
      },
    ],
  };
}
