import type { DatabaseSync } from 'node:sqlite';
import type { Catalogue } from './catalogue.ts';
import { ClientException } from './client-exception.ts';
import { createJobs } from './create-jobs.ts';
import { isArray, type Job } from './job.ts';
import type { JobLifecycle } from './job-lifecycle.ts';
import type { JobStore } from './job-store.ts';
import { listJobs } from './list-jobs.ts';
import { type Operation, operation } from './operation.ts';
import * as requests from './requests.ts';
import type { Scheduler } from './scheduler.ts';

interface JobParts {
  readonly database: DatabaseSync;
  readonly catalogue: Catalogue;
  readonly jobs: JobStore;
  readonly lifecycle: JobLifecycle;
  readonly scheduler: Scheduler;
}

/** What a client does with jobs, by the last part of the path. */
export function jobOperations(parts: JobParts): Record<string, Operation> {
  const { database, catalogue, jobs } = parts;
  return {
    submitjob: operation(requests.submitJobRequest, (request) => submit(parts, request)),
    describejobs: operation(requests.describeJobsRequest, (request) => ({
      jobs: request.jobs.flatMap((jobId) => jobs.find(jobId) ?? []).map((job) => describe(jobs, job)),
    })),
    listjobs: operation(requests.listJobsRequest, (request) => {
      const { jobQueue } = request;
      if (jobQueue === undefined) return listJobs(database, request);
      return listJobs(database, { ...request, jobQueue: catalogue.queue(jobQueue).jobQueueArn });
    }),
    terminatejob: operation(requests.endJobRequest, ({ jobId, reason }) => {
      const ids = withChildren(jobs, jobId);
      for (const id of ids) parts.scheduler.terminate(id, reason);
      return withdraw(parts, ids, { statusReason: reason, isTerminated: true });
    }),
    // A job that is already starting goes on.
    canceljob: operation(requests.endJobRequest, ({ jobId, reason }) =>
      withdraw(parts, withChildren(jobs, jobId), { statusReason: reason, isCancelled: true }),
    ),
  };
}

function submit({ catalogue, lifecycle, scheduler }: JobParts, request: requests.SubmitJobRequest) {
  const definition = catalogue.definition(request.jobDefinition);
  const queue = catalogue.queue(request.jobQueue);
  if (queue.state === 'DISABLED') throw new ClientException(`JobQueue ${queue.jobQueueName} is disabled.`);
  checkDependencies(request);
  const submitted = createJobs(request, { definition, queue });
  lifecycle.submit(submitted);
  scheduler.schedule();
  const { jobArn, jobId, jobName } = submitted[0]!;
  return { jobArn, jobId, jobName };
}

function checkDependencies({ arrayProperties, dependsOn }: requests.SubmitJobRequest): void {
  for (const { jobId, type } of dependsOn) {
    if (jobId === undefined && type !== 'SEQUENTIAL') throw new ClientException('dependsOn needs a jobId.');
    if (type !== undefined && !arrayProperties) {
      throw new ClientException(`A dependency of type ${type} is for array jobs.`);
    }
  }
}

function describe(jobs: JobStore, job: Job): Job {
  const { size } = job.arrayProperties ?? {};
  if (size === undefined) return job;
  return { ...job, arrayProperties: { size, statusSummary: jobs.countChildren(job.jobId) } };
}

/** The jobs that an end of this one means: an array ends with its children, and what does not exist is no error. */
function withChildren(jobs: JobStore, jobId: string): string[] {
  const job = jobs.find(jobId);
  if (!job) return [];
  return isArray(job) ? jobs.childrenOf(jobId) : [jobId];
}

function withdraw(
  { lifecycle, scheduler }: JobParts,
  ...[jobIds, changes]: Parameters<JobLifecycle['withdraw']>
) {
  lifecycle.withdraw(jobIds, changes);
  scheduler.schedule();
  return {};
}
