import { ListJobsCommand, SubmitJobCommand } from '@aws-sdk/client-batch';
import { recordSubmission, releaseSubmission } from '@deepsentinel/db-schema';
import { jobOverrides, type Tier, type VideoSource } from '@deepsentinel/queue-contracts';
import type { DispatcherContext } from './dispatcher-context.ts';
import { jobNameOfRun } from './job-name.ts';

/** A claimed run whose job is to be submitted. */
export interface ClaimedRun {
  readonly runId: string;
  readonly videoId: string;
  readonly tier: Tier;
  readonly source: VideoSource;
}

/**
 * Submits the job of a run that was claimed just now, and records the job. When that fails, the submission is
 * released, so that the next delivery of the request may try at once.
 */
export async function submitRun(run: ClaimedRun, context: DispatcherContext): Promise<string> {
  try {
    return await submit(run, context);
  } catch (error) {
    await releaseSubmission(context.db, run.runId);
    throw error;
  }
}

/**
 * Adopts the job that was submitted for a run before a crash or a lost answer; submits one when there is none. A job that
 * has ended is not adopted: the run has outlived it.
 */
export async function adoptOrSubmitRun(run: ClaimedRun, context: DispatcherContext): Promise<string> {
  const { batch, db, routes, log } = context;
  const jobName = jobNameOfRun(run.runId, run.source.key);
  const filters = [{ name: 'JOB_NAME', values: [jobName] }];
  const { jobQueue } = routes[run.tier];
  const { jobSummaryList = [] } = await batch.send(new ListJobsCommand({ jobQueue, filters }));
  const jobId = jobSummaryList.find(({ status }) => status !== 'SUCCEEDED' && status !== 'FAILED')?.jobId;
  if (jobId === undefined) return await submitRun(run, context);
  await recordSubmission(db, run.runId, jobId);
  log.info('adopted a job that was submitted before', { runId: run.runId, jobId });
  return jobId;
}

async function submit(
  { runId, videoId, tier, source }: ClaimedRun,
  context: DispatcherContext,
): Promise<string> {
  const { batch, db, routes, log } = context;
  const { jobQueue, jobDefinition } = routes[tier];
  const overrides = Object.entries(jobOverrides(runId, { tier, source }));
  const { jobId } = await batch.send(
    new SubmitJobCommand({
      jobName: jobNameOfRun(runId, source.key),
      jobQueue,
      jobDefinition,
      tags: { runId, videoId, tier },
      containerOverrides: { environment: overrides.map(([name, value]) => ({ name, value })) },
    }),
  );
  await recordSubmission(db, runId, jobId!);
  log.count('JobsSubmitted');
  log.info('submitted', { runId, videoId, jobId, tier });
  return jobId!;
}
