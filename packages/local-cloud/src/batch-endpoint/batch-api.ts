import { Hono } from 'hono';
import type { z } from 'zod';
import { ClientException, parseRequest } from './client-exception.ts';
import { type Account, arn, jobDetail, jobSummary } from './job-detail.ts';
import type { JobFilter, JobStore } from './job-store.ts';
import { newJobs } from './new-jobs.ts';
import {
  createComputeEnvironmentSchema,
  createJobQueueSchema,
  describeJobsSchema,
  describeNamedSchema,
  endJobSchema,
  type JobDefinition,
  listJobsSchema,
  registerJobDefinitionSchema,
  type SubmitJob,
  submitJobSchema,
} from './requests.ts';
import type { Scheduler } from './scheduler.ts';
import type { StoredJob } from './stored-job.ts';

type Named = Readonly<Record<string, unknown>>;

/**
 * The part of AWS Batch's API that our clients and operators use, by its own protocol (REST with JSON).
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_Operations.html
 */
export function batchApi(store: JobStore, scheduler: Scheduler, account: Account): Hono {
  const api = new Hono();
  const operation = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    perform: (request: z.infer<Schema>) => object,
  ) => {
    api.post(`/v1/${path}`, async (context) => {
      const body: unknown = await context.req.json().catch(() => ({}));
      return context.json(perform(parseRequest(schema, body)));
    });
  };
  api.onError((error, context) => {
    const [type, status] =
      error instanceof ClientException
        ? (['ClientException', 400] as const)
        : (['ServerException', 500] as const);
    return context.json({ message: error.message }, status, { 'x-amzn-errortype': type });
  });

  const nameOf = (nameOrArn: string) => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
  const described = (kind: string, key: string, wanted: readonly string[] | undefined) =>
    store
      .listResources<Named>(kind)
      .filter((each) => wanted === undefined || wanted.map(nameOf).includes(String(each[key])));

  operation('createcomputeenvironment', createComputeEnvironmentSchema, (request) => {
    const { computeEnvironmentName: name } = request;
    const computeEnvironmentArn = arn(account, 'compute-environment', name);
    store.saveResource('compute-environment', name, { ...request, computeEnvironmentArn, status: 'VALID' });
    return { computeEnvironmentName: name, computeEnvironmentArn };
  });
  operation('describecomputeenvironments', describeNamedSchema, ({ computeEnvironments }) => ({
    computeEnvironments: described('compute-environment', 'computeEnvironmentName', computeEnvironments),
  }));
  operation('createjobqueue', createJobQueueSchema, (request) => {
    const { jobQueueName: name } = request;
    const jobQueueArn = arn(account, 'job-queue', name);
    store.saveResource('job-queue', name, { ...request, jobQueueArn, status: 'VALID' });
    return { jobQueueName: name, jobQueueArn };
  });
  operation('describejobqueues', describeNamedSchema, ({ jobQueues }) => ({
    jobQueues: described('job-queue', 'jobQueueName', jobQueues),
  }));

  operation('registerjobdefinition', registerJobDefinitionSchema, (request) => {
    const { jobDefinitionName: name } = request;
    const revision = 1 + definitionsOf(name).length;
    const jobDefinitionArn = arn(account, 'job-definition', `${name}:${revision}`);
    const definition: JobDefinition = { ...request, jobDefinitionArn, revision, status: 'ACTIVE' };
    store.saveResource('job-definition', `${name}:${revision}`, definition);
    return { jobDefinitionName: name, jobDefinitionArn, revision };
  });
  operation('describejobdefinitions', describeNamedSchema, ({ jobDefinitionName, jobDefinitions }) => ({
    jobDefinitions: store.listResources<JobDefinition>('job-definition').filter((each) => {
      if (jobDefinitionName !== undefined) return each.jobDefinitionName === jobDefinitionName;
      const names = [each.jobDefinitionArn, `${each.jobDefinitionName}:${each.revision}`];
      return jobDefinitions === undefined || names.some((name) => jobDefinitions.includes(name));
    }),
  }));
  const definitionsOf = (name: string) =>
    store
      .listResources<JobDefinition>('job-definition')
      .filter(({ jobDefinitionName }) => jobDefinitionName === name);

  operation('submitjob', submitJobSchema, (request) => {
    const jobs = newJobs(request, knownQueue(request.jobQueue), knownDefinition(request));
    for (const { dependsOn } of jobs) for (const { jobId } of dependsOn) knownDependency(jobId, jobs);
    for (const job of jobs) {
      scheduler.save(job);
      const isWaiting = job.dependsOn.length > 0 || job.arraySize !== undefined;
      scheduler.save({ ...job, status: isWaiting ? 'PENDING' : 'RUNNABLE' });
    }
    setImmediate(() => scheduler.advance());
    const [{ jobId, jobName }] = jobs as [StoredJob];
    return { jobId, jobName, jobArn: arn(account, 'job', jobId) };
  });
  const knownQueue = (queue: string): string => {
    const [found] = described('job-queue', 'jobQueueName', [queue]);
    if (!found) throw new ClientException(`Job queue ${queue} does not exist`);
    if (found['state'] !== 'ENABLED') throw new ClientException(`Job queue ${queue} is disabled`);
    return String(found['jobQueueName']);
  };
  const knownDefinition = ({ jobDefinition }: SubmitJob): JobDefinition => {
    const [name, revision] = nameOf(jobDefinition).split(':');
    const revisions = definitionsOf(name!);
    const found = revision === undefined ? revisions.at(-1) : revisions[Number(revision) - 1];
    if (!found) throw new ClientException(`JobDefinition ${jobDefinition} does not exist`);
    return found;
  };
  const knownDependency = (jobId: string, submitted: readonly StoredJob[]): void => {
    const isKnown = store.findJob(jobId) ?? submitted.find((job) => job.jobId === jobId);
    if (!isKnown) throw new ClientException(`Job ${jobId} does not exist`);
  };

  operation('describejobs', describeJobsSchema, ({ jobs }) => ({
    jobs: jobs.flatMap((jobId) => {
      const job = store.findJob(jobId);
      return job ? [jobDetail(job, account)] : [];
    }),
  }));
  operation(
    'listjobs',
    listJobsSchema,
    ({ jobQueue, arrayJobId, jobStatus, filters, maxResults, nextToken }) => {
      if (jobQueue === undefined && arrayJobId === undefined) {
        throw new ClientException('one of jobQueue, arrayJobId and multiNodeJobId must be given');
      }
      const offset = Number(nextToken ?? 0);
      const [filter] = filters;
      const wanted: JobFilter = {
        jobQueue: jobQueue === undefined ? undefined : nameOf(jobQueue),
        arrayParent: arrayJobId,
        ...(filter ? filterOf(filter) : { statuses: [jobStatus] }),
      };
      const page = store.listJobs(wanted, { limit: maxResults + 1, offset });
      const jobSummaryList = page.slice(0, maxResults).map((job) => jobSummary(job, account));
      return { jobSummaryList, ...(page.length > maxResults && { nextToken: String(offset + maxResults) }) };
    },
  );
  operation('terminatejob', endJobSchema, ({ jobId, reason }) => {
    const job = store.findJob(jobId);
    if (job) scheduler.terminate(job, reason);
    return {};
  });
  operation('canceljob', endJobSchema, ({ jobId, reason }) => {
    const job = store.findJob(jobId);
    const mayBe = job && ['SUBMITTED', 'PENDING', 'RUNNABLE'].includes(job.status);
    if (mayBe) scheduler.terminate(job, reason);
    return {};
  });
  return api;
}

/** A filter replaces the status: jobs in every state are listed, as AWS does. */
function filterOf({ name, values: [value] }: { name: string; values: readonly string[] }): JobFilter {
  if (name === 'JOB_NAME') return { jobName: globOf(value!) };
  if (name === 'AFTER_CREATED_AT') return { createdAfter: Number(value) };
  if (name === 'BEFORE_CREATED_AT') return { createdBefore: Number(value) };
  throw new ClientException('filtering by job definition is not supported here');
}

/** Only a star at the end is one; everything else stands for itself. */
function globOf(name: string): string {
  const [literal, star] = name.endsWith('*') ? [name.slice(0, -1), '*'] : [name, ''];
  return literal.replaceAll(/[*?[]/g, (character) => `[${character}]`) + star;
}
