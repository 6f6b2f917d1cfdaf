import { region } from '../account.ts';

/** Of everything here; the account id that local AWS servers commonly use. */
export const accountId = '000000000000';

/** What Batch names by an ARN, as it stands in the ARN. */
type BatchResource = 'job' | 'job-queue' | 'job-definition' | 'compute-environment';

export const batchArn = (resource: BatchResource, name: string) =>
  `arn:aws:batch:${region}:${accountId}:${resource}/${name}`;

const cluster = 'AWSBatch-local';

export const clusterArn = `arn:aws:ecs:${region}:${accountId}:cluster/${cluster}`;

export const taskArn = (taskId: string) => `arn:aws:ecs:${region}:${accountId}:task/${cluster}/${taskId}`;

/** The name in an ARN, or the text itself where it is none: requests may give either. */
export const nameOf = (nameOrArn: string) => nameOrArn.slice(nameOrArn.indexOf('/') + 1);
