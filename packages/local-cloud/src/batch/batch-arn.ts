import { region } from '../account.ts';

/** Of everything here; the account id that local AWS servers commonly use. */
export const accountId = '000000000000';

/** What Batch names by an ARN, as it stands in the ARN. */
type BatchResource = 'job' | 'job-queue' | 'job-definition';

export const batchArn = (resource: BatchResource, name: string) =>
  `arn:aws:batch:${region}:${accountId}:${resource}/${name}`;

export const taskArn = (taskId: string) => `arn:aws:ecs:${region}:${accountId}:task/AWSBatch-local/${taskId}`;
