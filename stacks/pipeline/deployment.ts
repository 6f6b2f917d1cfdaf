import {
  type Deployment,
  deploymentSchema,
  perTier,
  type Tier,
  tierSettings,
} from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Database } from './database.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { RequestQueues } from './request-queues.ts';
import { readerUser } from './results-api.ts';

/** Resources of the stack that an operator's tools need to know. */
export interface Deployed {
  readonly database: Database;
  readonly rawVideos: PrivateBucket;
  readonly results: PrivateBucket;
  readonly queues: RequestQueues;
  readonly jobQueueArns: pulumi.Input<Readonly<Record<Tier, string>>>;
  readonly apiUrl: pulumi.Output<string> | undefined;
}

/** Describes this deployment for the `sentinel` command. */
export function describeDeployment(deployed: Deployed): pulumi.Output<Deployment> {
  const { database, rawVideos, results, queues, jobQueueArns, apiUrl } = deployed;
  const described = perTier((tier) => ({
    requestQueueUrl: queues.byTier[tier].requests.url,
    deadLetterQueueUrl: queues.byTier[tier].deadLetters.url,
    jobQueue: pulumi.output(jobQueueArns).apply((arns) => arns[tier]),
    uploadPrefix: tierSettings[tier].uploadPrefix,
  }));
  const description = {
    environment: { AWS_REGION: aws.getRegionOutput().region },
    databaseUrl: database.url(readerUser),
    databaseAuth: 'iam' as const,
    rawVideosBucket: rawVideos.name,
    resultsBucket: results.name,
    tiers: described,
    ...(apiUrl ? { apiUrl } : {}),
  };
  return pulumi.output(description).apply((value) => deploymentSchema.parse(value));
}
