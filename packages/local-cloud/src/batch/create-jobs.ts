import { randomUUID } from 'node:crypto';
import { batchArn } from './batch-arn.ts';
import type { JobDefinition, JobQueue } from './catalogue.ts';
import { childId, type Job } from './job.ts';
import type { SubmitJobRequest } from './requests.ts';

/**
 * The job of a request, and in front of an array's children their parent. What the request says goes before what the
 * definition says; variables, parameters and resource requirements are merged one by one.
 */
export function createJobs(
  request: SubmitJobRequest,
  { definition, queue }: { definition: JobDefinition; queue: JobQueue },
): Job[] {
  const jobId = randomUUID();
  const job: Job = {
    jobId,
    jobArn: batchArn('job', jobId),
    jobName: request.jobName,
    jobQueue: queue.jobQueueArn,
    jobDefinition: definition.jobDefinitionArn,
    status: 'SUBMITTED',
    createdAt: Date.now(),
    startedAt: undefined,
    attempts: [],
    dependsOn: request.dependsOn,
    parameters: { ...definition.parameters, ...request.parameters },
    retryStrategy: request.retryStrategy ?? definition.retryStrategy,
    timeout: request.timeout ?? definition.timeout,
    container: createContainer(request, definition),
    tags: request.tags,
    propagateTags: request.propagateTags ?? definition.propagateTags,
    platformCapabilities: definition.platformCapabilities,
  };
  const size = request.arrayProperties?.size;
  if (size === undefined) return [job];
  const children = Array.from({ length: size }, (_, index) => createChild(job, index));
  return [{ ...job, arrayProperties: { size } }, ...children];
}

function createChild(parent: Job, index: number): Job {
  const jobId = childId(parent.jobId, index);
  return { ...parent, jobId, jobArn: batchArn('job', jobId), arrayProperties: { index } };
}

function createContainer(request: SubmitJobRequest, definition: JobDefinition): Job['container'] {
  const { command, environment = [], resourceRequirements = [] } = request.containerOverrides;
  const properties = definition.containerProperties;
  const parameters = { ...definition.parameters, ...request.parameters };
  return {
    networkInterfaces: [],
    ...properties,
    command: substitute(command ?? properties.command, parameters),
    environment: mergeBy('name', properties.environment, environment),
    resourceRequirements: mergeBy('type', properties.resourceRequirements, resourceRequirements),
  };
}

/** Replaces `Ref::parameter`; one that nobody gave stays as it is. */
function substitute(command: readonly string[], parameters: Readonly<Record<string, string>>): string[] {
  return command.map((word) =>
    word.replace(/Ref::([\w-]+)/g, (placeholder, name: string) => parameters[name] ?? placeholder),
  );
}

function mergeBy<K extends string, T extends Record<K, string>>(
  key: K,
  given: readonly T[],
  overrides: readonly T[],
): T[] {
  return [...new Map([...given, ...overrides].map((one) => [one[key], one])).values()];
}
