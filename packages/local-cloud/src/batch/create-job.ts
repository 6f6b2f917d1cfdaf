import { randomUUID } from 'node:crypto';
import { batchArn } from './batch-arn.ts';
import type { Job } from './job.ts';
import type { JobDefinition, JobQueue } from './registry.ts';
import type { SubmitJobRequest } from './requests.ts';

/** Makes the job of a request. A variable of the request goes before one of the same name in the definition. */
export function createJob(
  { jobName, containerOverrides, tags }: SubmitJobRequest,
  { definition, queue }: { definition: JobDefinition; queue: JobQueue },
): Job {
  const jobId = randomUUID();
  const { jobDefinitionArn, containerProperties, platformCapabilities, retryStrategy, timeout } = definition;
  const variables = [...containerProperties.environment, ...containerOverrides.environment];
  const environment = [...new Map(variables.map((one) => [one.name, one])).values()];
  return {
    jobId,
    jobArn: batchArn('job', jobId),
    jobName,
    jobQueue: queue.jobQueueArn,
    jobDefinition: jobDefinitionArn,
    status: 'RUNNABLE',
    createdAt: Date.now(),
    startedAt: undefined,
    attempts: [],
    platformCapabilities,
    retryStrategy,
    timeout,
    container: { ...containerProperties, environment },
    tags,
  };
}
