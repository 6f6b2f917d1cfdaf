import { tiers } from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type DispatcherArgs, dispatcherUser } from './dispatcher-args.ts';
import type { Grant } from './policy.ts';

/** Lists the rights of the dispatcher's handlers. */
export function dispatcherGrants(args: DispatcherArgs): Grant[] {
  return [...queueGrants(args), ...objectGrants(args), ...batchGrants(args)];
}

function queueGrants({ queues, undelivered }: DispatcherArgs): Grant[] {
  return [
    {
      Sid: 'TakeRequests',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      Resource: tiers.map((tier) => queues.byTier[tier].requests.arn),
    },
    {
      Sid: 'WriteDeadLetters',
      Action: 'sqs:SendMessage',
      Resource: tiers.map((tier) => queues.byTier[tier].deadLetters.arn),
    },
    // The Lambda service does it, in the name of the function.
    { Sid: 'KeepFailedEvents', Action: 'sqs:SendMessage', Resource: undelivered.queue.arn },
  ];
}

function objectGrants({ rawVideos, database }: DispatcherArgs): Grant[] {
  return [
    { Sid: 'LookAtVideos', Action: 's3:GetObject', Resource: pulumi.interpolate`${rawVideos.arn}/*` },
    // Without it S3 answers 403 for an object that does not exist.
    { Sid: 'TellMissingVideos', Action: 's3:ListBucket', Resource: rawVideos.arn },
    { Sid: 'UseDatabase', Action: 'rds-db:connect', Resource: database.userArn(dispatcherUser) },
  ];
}

function batchGrants({ jobDefinitions, jobQueueArns }: DispatcherArgs): Grant[] {
  const definitions = tiers.map((tier) => jobDefinitions.byTier[tier].arnPrefix);
  const queues = tiers.map((tier) => pulumi.output(jobQueueArns).apply((arns) => arns[tier]));
  const account = pulumi.interpolate`${aws.getRegionOutput().region}:${aws.getCallerIdentityOutput().accountId}`;
  const revisions = definitions.map((prefix) => pulumi.interpolate`${prefix}:*`);
  const jobs = pulumi.interpolate`arn:aws:batch:${account}:job/*`;
  return [
    // A job definition is named without its revision. AWS's pages differ in whether it is checked with one.
    { Sid: 'SubmitJobs', Action: 'batch:SubmitJob', Resource: [...queues, ...definitions, ...revisions] },
    // Jobs are tagged as they are submitted; refusals have named the definition, the reference names the job.
    { Sid: 'TagJobs', Action: 'batch:TagResource', Resource: [jobs, ...revisions] },
    { Sid: 'EndJobs', Action: 'batch:TerminateJob', Resource: jobs },
    // These two know no resource.
    { Sid: 'LookAtJobs', Action: ['batch:DescribeJobs', 'batch:ListJobs'], Resource: '*' },
  ];
}
