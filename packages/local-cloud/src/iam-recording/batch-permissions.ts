import { batchArn } from '../batch/batch-arn.ts';
import type { Job } from '../batch/job.ts';
import type { NeededPermission } from './aws-call.ts';

/** A request that Batch has carried out. */
export interface AnsweredOperation {
  /** Last segment of the request's path, e.g. `submitjob`. */
  readonly operation: string;
  readonly body: unknown;
  readonly answer: object;
}

/** IAM actions of the operations that IAM restricts to no resource. */
const unrestricted: Readonly<Record<string, string>> = {
  describejobs: 'batch:DescribeJobs',
  listjobs: 'batch:ListJobs',
  describejobqueues: 'batch:DescribeJobQueues',
};

type Body = Readonly<Record<string, string>>;

/** IAM action and resource of the operations that name one resource in their request. */
const restricted: Readonly<Record<string, (body: Body) => readonly [action: string, resource: string]>> = {
  terminatejob: ({ jobId = '' }) => ['batch:TerminateJob', batchArn('job', jobId)],
  registerjobdefinition: ({ jobDefinitionName = '' }) => [
    'batch:RegisterJobDefinition',
    batchArn('job-definition', jobDefinitionName),
  ],
  createjobqueue: ({ jobQueueName = '' }) => ['batch:CreateJobQueue', batchArn('job-queue', jobQueueName)],
};

/**
 * Derives the permissions that a Batch request needs.
 *
 * @param findJob finds the job that was submitted
 * @see https://docs.aws.amazon.com/batch/latest/userguide/iam-example-restrict-job-submission.html
 */
export function batchPermissions(
  { operation, body, answer }: AnsweredOperation,
  findJob: (jobId: string) => Job | undefined,
): NeededPermission[] {
  if (operation === 'submitjob') return submission(findJob((answer as { jobId: string }).jobId)!);
  const action = unrestricted[operation];
  if (action !== undefined) return [{ action, resource: '*', parameters: {} }];
  const [restrictedAction, resource] = restricted[operation]!(body as Body);
  return [{ action: restrictedAction, resource, parameters: {} }];
}

/**
 * Derives the permissions of SubmitJob: the queue and the revision of the definition must both be allowed. Tags need a
 * permission of their own, for which the reference names the job and the refusals that users report the definition.
 *
 * @see https://github.com/wri/gfw-data-api/pull/175
 */
function submission({ jobArn, jobDefinition, jobQueue, tags }: Job): NeededPermission[] {
  const submit = { action: 'batch:SubmitJob', parameters: {} };
  const submitted = [jobDefinition, jobQueue].map((resource) => ({ ...submit, resource }));
  const requestTags = Object.entries(tags).map(([name, value]) => [`aws:RequestTag/${name}`, value]);
  if (requestTags.length === 0) return submitted;
  const tag = { action: 'batch:TagResource', parameters: Object.fromEntries(requestTags) };
  return [...submitted, ...[jobArn, jobDefinition].map((resource) => ({ ...tag, resource }))];
}
