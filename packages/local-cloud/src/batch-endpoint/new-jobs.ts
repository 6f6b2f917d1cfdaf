import { randomUUID } from 'node:crypto';
import type { JobDefinition, SubmitJob } from './requests.ts';
import type { JobContainer, StoredJob } from './stored-job.ts';

/** The jobs that a request asks for: one, or the parent of an array and its children. */
export function newJobs(request: SubmitJob, jobQueue: string, definition: JobDefinition): StoredJob[] {
  const { jobName, arrayProperties, dependsOn, tags } = request;
  const jobId = randomUUID();
  const parameters = { ...definition.parameters, ...request.parameters };
  const job: StoredJob = {
    jobId,
    jobName,
    jobQueue,
    jobDefinition: definition.jobDefinitionArn,
    status: 'SUBMITTED',
    createdAt: Date.now(),
    container: containerOf(request, definition, parameters),
    retryStrategy: request.retryStrategy ?? definition.retryStrategy,
    timeoutSeconds: (request.timeout ?? definition.timeout)?.attemptDurationSeconds ?? null,
    tags: { ...definition.tags, ...tags },
    parameters,
    dependsOn: dependsOn.map((dependency) => ({ jobId: dependency.jobId })),
    attempts: [],
  };
  if (!arrayProperties) return [job];
  const children = Array.from({ length: arrayProperties.size }, (_, arrayIndex) => ({
    ...job,
    jobId: `${jobId}:${arrayIndex}`,
    arrayParent: jobId,
    arrayIndex,
    dependsOn: dependsOn.flatMap(({ jobId: needed, type }) => {
      if (type === 'SEQUENTIAL') return arrayIndex > 0 ? [{ jobId: `${jobId}:${arrayIndex - 1}` }] : [];
      return [{ jobId: type === 'N_TO_N' ? `${needed}:${arrayIndex}` : needed }];
    }),
  }));
  return [{ ...job, arraySize: arrayProperties.size }, ...children];
}

function containerOf(
  { containerOverrides }: SubmitJob,
  { containerProperties }: JobDefinition,
  parameters: Readonly<Record<string, string>>,
): JobContainer {
  const command = containerOverrides.command ?? containerProperties.command;
  const variables = [...containerProperties.environment, ...containerOverrides.environment];
  const requirements = [
    ...containerProperties.resourceRequirements,
    ...containerOverrides.resourceRequirements,
  ];
  const amount = (type: string) => Number(requirements.findLast((each) => each.type === type)?.value ?? 0);
  return {
    image: containerProperties.image,
    command: command.map((word) =>
      word.replace(/^Ref::(.+)$/, (whole, name: string) => parameters[name] ?? whole),
    ),
    environment: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    vcpus: amount('VCPU'),
    memoryMiB: amount('MEMORY'),
    gpus: amount('GPU'),
  };
}
