import { accountId, region } from '../account.ts';

/** Kinds of Batch resources, as they stand in an ARN. */
type BatchResource = 'job' | 'job-queue' | 'job-definition';

export const batchArn = (resource: BatchResource, name: string) =>
  `arn:aws:batch:${region}:${accountId}:${resource}/${name}`;

export const taskArn = (taskId: string) => `arn:aws:ecs:${region}:${accountId}:task/AWSBatch-local/${taskId}`;
