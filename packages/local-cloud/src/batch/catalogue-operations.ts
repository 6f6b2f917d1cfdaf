import { randomUUID } from 'node:crypto';
import type { ComputeResource } from '@aws-sdk/client-batch';
import { batchArn, clusterArn, nameOf } from './batch-arn.ts';
import type { Catalogue, JobDefinition } from './catalogue.ts';
import { ClientException } from './client-exception.ts';
import { type Operation, operation } from './operation.ts';
import * as requests from './requests.ts';

/** What a client does with job definitions, job queues and compute environments, by the last part of the path. */
export function catalogueOperations(catalogue: Catalogue): Record<string, Operation> {
  return {
    registerjobdefinition: operation(requests.registerDefinitionRequest, (request) => {
      const { jobDefinitionName, jobDefinitionArn, revision } = catalogue.register(request);
      return { jobDefinitionName, jobDefinitionArn, revision };
    }),
    describejobdefinitions: operation(requests.describeDefinitionsRequest, (request) => {
      const found =
        request.status === 'ACTIVE' ? catalogue.definitions().filter(definitionFilter(request)) : [];
      return pageOf('jobDefinitions', found, request);
    }),
    createjobqueue: operation(requests.createQueueRequest, (request) => createQueue(catalogue, request)),
    describejobqueues: operation(requests.describeQueuesRequest, (request) => {
      const names = request.jobQueues?.map(nameOf);
      const found = catalogue.queues().filter(({ jobQueueName }) => names?.includes(jobQueueName) ?? true);
      return pageOf('jobQueues', found, request);
    }),
    createcomputeenvironment: operation(requests.createEnvironmentRequest, (request) =>
      createEnvironment(catalogue, request),
    ),
    describecomputeenvironments: operation(requests.describeEnvironmentsRequest, (request) => {
      const names = request.computeEnvironments?.map(nameOf);
      const all = catalogue.environments();
      const found = all.filter(({ computeEnvironmentName: name }) => names?.includes(name!) ?? true);
      return pageOf('computeEnvironments', found, request);
    }),
  };
}

/** A name stands for all its revisions. */
function definitionFilter({ jobDefinitions, jobDefinitionName }: DescribeDefinitions) {
  const wanted = jobDefinitions?.map(nameOf);
  return ({ jobDefinitionName: name, revision }: JobDefinition) =>
    (jobDefinitionName === undefined || nameOf(jobDefinitionName) === name) &&
    (wanted === undefined || wanted.includes(name) || wanted.includes(`${name}:${revision}`));
}

type DescribeDefinitions = Pick<
  ReturnType<typeof requests.describeDefinitionsRequest.parse>,
  'jobDefinitions' | 'jobDefinitionName'
>;

function createQueue(catalogue: Catalogue, request: ReturnType<typeof requests.createQueueRequest.parse>) {
  const { jobQueueName } = request;
  const jobQueueArn = batchArn('job-queue', jobQueueName);
  const computeEnvironmentOrder = request.computeEnvironmentOrder.map(({ order, computeEnvironment }) => ({
    order,
    computeEnvironment: catalogue.environment(computeEnvironment).computeEnvironmentArn,
  }));
  const status = { status: 'VALID', statusReason: 'JobQueue Healthy' } as const;
  catalogue.addQueue({ ...request, ...status, jobQueueArn, computeEnvironmentOrder });
  return { jobQueueName, jobQueueArn };
}

function createEnvironment(
  catalogue: Catalogue,
  request: ReturnType<typeof requests.createEnvironmentRequest.parse>,
) {
  const { computeEnvironmentName } = request;
  const computeEnvironmentArn = batchArn('compute-environment', computeEnvironmentName);
  catalogue.addEnvironment({
    ...request,
    computeResources: request.computeResources as ComputeResource | undefined,
    computeEnvironmentArn,
    uuid: randomUUID(),
    ecsClusterArn: clusterArn,
    status: 'VALID',
    statusReason: 'ComputeEnvironment Healthy',
    containerOrchestrationType: 'ECS',
  });
  return { computeEnvironmentName, computeEnvironmentArn };
}

/** The token of the next page is the number of what has been returned. */
function pageOf(
  key: string,
  found: readonly object[],
  request: { maxResults: number; nextToken?: string | undefined },
) {
  const { maxResults, nextToken = '0' } = request;
  if (!/^\d+$/.test(nextToken)) throw new ClientException('nextToken is not one that was returned.');
  const end = Number(nextToken) + maxResults;
  const page = { [key]: found.slice(Number(nextToken), end) };
  return end < found.length ? { ...page, nextToken: String(end) } : page;
}
