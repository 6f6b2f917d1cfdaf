import { randomUUID } from 'node:crypto';
import { hasEnded, type StoredJob } from './stored-job.ts';

/** The account that the endpoint stands for. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
}

export const arn = ({ region, accountId }: Account, kind: string, name: string): string =>
  `arn:aws:batch:${region}:${accountId}:${kind}/${name}`;

/** A job as DescribeJobs shows it. */
export function jobDetail(job: StoredJob, account: Account): object {
  const { container, attempts } = job;
  const last = attempts.at(-1);
  return {
    jobArn: arn(account, 'job', job.jobId),
    jobId: job.jobId,
    jobName: job.jobName,
    jobQueue: arn(account, 'job-queue', job.jobQueue),
    jobDefinition: job.jobDefinition,
    status: job.status,
    statusReason: job.statusReason,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    stoppedAt: job.stoppedAt,
    retryStrategy: job.retryStrategy,
    ...(job.timeoutSeconds !== null && { timeout: { attemptDurationSeconds: job.timeoutSeconds } }),
    dependsOn: job.dependsOn,
    parameters: job.parameters,
    tags: job.tags,
    attempts: attempts.map(({ startedAt, stoppedAt, statusReason, exitCode, reason, logStreamName }) => ({
      startedAt,
      stoppedAt,
      statusReason,
      container: { ...(exitCode !== null && { exitCode }), reason, logStreamName },
    })),
    container: {
      image: container.image,
      command: container.command,
      environment: Object.entries(container.environment).map(([name, value]) => ({ name, value })),
      resourceRequirements: resourcesOf(job),
      logStreamName: job.logStreamName,
      ...(hasEnded(job) && last?.exitCode !== null && { exitCode: last?.exitCode }),
      reason: hasEnded(job) ? last?.reason : undefined,
    },
    ...(job.arraySize !== undefined && { arrayProperties: { size: job.arraySize } }),
    ...(job.arrayIndex !== undefined && { arrayProperties: { index: job.arrayIndex } }),
  };
}

function resourcesOf({ container: { vcpus, memoryMiB, gpus } }: StoredJob): object[] {
  return [
    { type: 'VCPU', value: String(vcpus) },
    { type: 'MEMORY', value: String(memoryMiB) },
    ...(gpus > 0 ? [{ type: 'GPU', value: String(gpus) }] : []),
  ];
}

/** A job as ListJobs shows it. */
export function jobSummary(job: StoredJob, account: Account): object {
  const last = job.attempts.at(-1);
  return {
    jobArn: arn(account, 'job', job.jobId),
    jobId: job.jobId,
    jobName: job.jobName,
    jobDefinition: job.jobDefinition,
    status: job.status,
    statusReason: job.statusReason,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    stoppedAt: job.stoppedAt,
    ...(hasEnded(job) && last && last.exitCode !== null && { container: { exitCode: last.exitCode } }),
    ...(job.arraySize !== undefined && { arrayProperties: { size: job.arraySize } }),
    ...(job.arrayIndex !== undefined && { arrayProperties: { index: job.arrayIndex } }),
  };
}

/**
 * What EventBridge tells of a job that has changed its state.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/batch_cwe_events.html
 */
export function stateChangeEvent(job: StoredJob, account: Account): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Batch Job State Change',
    source: 'aws.batch',
    account: account.accountId,
    time: new Date().toISOString(),
    region: account.region,
    resources: [arn(account, 'job', job.jobId)],
    detail: jobDetail(job, account),
  };
}
