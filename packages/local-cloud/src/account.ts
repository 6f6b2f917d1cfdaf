import { type Deployment, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import type { Principal } from './iam-recording/principal.ts';

/** Region of every resource of the local cloud. */
export const region = 'us-east-1';
export const rawVideosBucket = 'raw-videos';
export const resultsBucket = 'results';

/** Account id that local AWS servers commonly use; fauxqs knows no other. */
export const accountId = '000000000000';

export const queueArn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;

/** Addresses of the servers of a running local cloud. */
export interface Addresses {
  /** Serves both S3 and SQS. */
  readonly storageUrl: string;
  readonly batchUrl: string;
  readonly databaseUrl: string;
  queueUrl(name: string): string;
}

/** Makes the environment variables that lead the AWS SDK of any process to the local cloud, as the given principal. */
export function sdkEnvironment({
  storageUrl,
  batchUrl,
  principal,
}: {
  storageUrl: string;
  batchUrl?: string;
  principal: Principal;
}): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: storageUrl,
    AWS_ENDPOINT_URL_SQS: storageUrl,
    ...(batchUrl !== undefined && { AWS_ENDPOINT_URL_BATCH: batchUrl }),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: principal,
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

/** Describes a local cloud the way clients of any deployment find their queues, buckets and database. */
export function describeDeployment(addresses: Addresses, logDirectory: string): Deployment {
  const { databaseUrl, queueUrl } = addresses;
  const entries = tiers.map((tier) => {
    const { requestQueue, deadLetterQueue, jobQueue, uploadPrefix } = tierSettings[tier];
    const queues = { requestQueueUrl: queueUrl(requestQueue), deadLetterQueueUrl: queueUrl(deadLetterQueue) };
    return [tier, { ...queues, jobQueue, uploadPrefix }] as const;
  });
  return {
    environment: sdkEnvironment({ ...addresses, principal: 'operator' }),
    databaseUrl,
    databaseAuth: 'password',
    rawVideosBucket,
    resultsBucket,
    tiers: Object.fromEntries(entries) as Deployment['tiers'],
    logDirectory,
    pid: process.pid,
  };
}
