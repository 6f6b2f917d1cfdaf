import type { DatabaseSync } from 'node:sqlite';
import { createJob } from './create-job.ts';
import type { JobLifecycle } from './job-lifecycle.ts';
import type { JobRepository } from './job-repository.ts';
import { listJobs } from './list-jobs.ts';
import { type Operation, operation } from './operation.ts';
import type { Registry } from './registry.ts';
import * as requests from './requests.ts';
import type { Scheduler } from './scheduler.ts';

interface BatchComponents {
  readonly database: DatabaseSync;
  readonly registry: Registry;
  readonly jobs: JobRepository;
  readonly lifecycle: JobLifecycle;
  readonly scheduler: Scheduler;
}

/** Makes the operations that clients may ask for, by the last part of the request's path. */
export function batchOperations(components: BatchComponents): Record<string, Operation> {
  const { database, registry, jobs, lifecycle, scheduler } = components;
  return {
    registerjobdefinition: operation(requests.registerDefinitionRequest, (request) => {
      const { jobDefinitionName, jobDefinitionArn, revision } = registry.register(request);
      return { jobDefinitionName, jobDefinitionArn, revision };
    }),
    createjobqueue: operation(requests.createQueueRequest, (request) => {
      const { jobQueueName, jobQueueArn } = registry.addQueue(request);
      return { jobQueueName, jobQueueArn };
    }),
    describejobqueues: operation(requests.describeQueuesRequest, () => ({ jobQueues: registry.queues() })),
    submitjob: operation(requests.submitJobRequest, (request) => submit(request, components)),
    describejobs: operation(requests.describeJobsRequest, (request) => ({
      jobs: request.jobs.flatMap((jobId) => jobs.find(jobId) ?? []),
    })),
    listjobs: operation(requests.listJobsRequest, (request) =>
      listJobs(database, registry.queue(request.jobQueue).jobQueueArn, request),
    ),
    terminatejob: operation(requests.terminateJobRequest, ({ jobId, reason }) => {
      scheduler.terminate(jobId, reason);
      lifecycle.withdraw(jobId, reason);
      scheduler.schedule();
      return {};
    }),
  };
}

function submit(
  request: requests.SubmitJobRequest,
  { registry, lifecycle, scheduler }: BatchComponents,
): object {
  const definition = registry.definition(request.jobDefinition);
  const job = createJob(request, { definition, queue: registry.queue(request.jobQueue) });
  lifecycle.submit(job);
  scheduler.schedule();
  const { jobArn, jobId, jobName } = job;
  return { jobArn, jobId, jobName };
}
