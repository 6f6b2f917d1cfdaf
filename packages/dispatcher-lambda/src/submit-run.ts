import { setTimeout as sleep } from 'node:timers/promises';
import { ListJobsCommand, SubmitJobCommand } from '@aws-sdk/client-batch';
import { type RunOutcome, recordSubmission, releaseSubmission } from '@deepsentinel/db-schema';
import { jobOverrides, type Tier, type VideoSource } from '@deepsentinel/queue-contracts';
import type { DispatcherContext } from './dispatcher-context.ts';
import { finalizeRun } from './finalize-job.ts';
import { jobNameOfRun } from './job-name.ts';

/** A claimed run whose job is to be submitted. */
export interface ClaimedRun {
  readonly runId: string;
  readonly videoId: string;
  readonly tier: Tier;
  readonly source: VideoSource;
}

/** Pauses before SubmitJob is repeated that Batch has throttled, milliseconds. No other failure shows that there is no job. */
const throttlePausesMs = [300, 1000, 3000];
/** Longest value of a tag. */
const longestTag = 256;

/**
 * Submits the job of a run that was claimed just now, and records the job. When that fails, the submission is
 * released, so that the next delivery of the request may try at once. A submission that Batch refuses counts as a job that
 * has saved nothing: the reconciler tries again, and the run fails if Batch goes on refusing.
 */
export async function submitRun(run: ClaimedRun, context: DispatcherContext): Promise<void> {
  try {
    await submit(run, context);
  } catch (error) {
    if (isRefusal(error)) await finalizeRun(run.runId, refused(error), context);
    else {
      await releaseSubmission(context.db, run.runId);
      throw error;
    }
  }
}

/** Whether Batch says that the request itself is wrong, as opposed to throttled, denied or unanswered. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ClientException';
}

const refused = ({ message }: Error): RunOutcome => ({
  ...{ code: 'submission-refused', message: `Batch refuses the job: ${message}`, isFinal: false },
  ...{ jobId: null, exitCode: null, jobAttempts: null, logStream: null },
});

/**
 * Adopts the job that was submitted for a run before a crash or a lost answer; submits one when there is none. A job that
 * has ended is not adopted: the run has outlived it.
 */
export async function adoptOrSubmitRun(run: ClaimedRun, context: DispatcherContext): Promise<void> {
  const { batch, db, routes, log } = context;
  const jobName = jobNameOfRun(run.runId, run.source.key);
  const filters = [{ name: 'JOB_NAME', values: [jobName] }];
  const { jobQueue } = routes[run.tier];
  const { jobSummaryList = [] } = await batch.send(new ListJobsCommand({ jobQueue, filters }));
  const jobId = jobSummaryList.find(({ status }) => status !== 'SUCCEEDED' && status !== 'FAILED')?.jobId;
  if (jobId === undefined) {
    await submitRun(run, context);
    return;
  }
  await recordSubmission(db, run.runId, jobId);
  log.info('adopted a job that was submitted before', { runId: run.runId, jobId });
}

async function submit(
  { runId, videoId, tier, source }: ClaimedRun,
  context: DispatcherContext,
): Promise<void> {
  const { db, routes, log } = context;
  const { jobQueue, jobDefinition } = routes[tier];
  const overrides = Object.entries(jobOverrides(runId, { tier, source }));
  const command = new SubmitJobCommand({
    jobName: jobNameOfRun(runId, source.key),
    jobQueue,
    jobDefinition,
    tags: { runId, videoId: tagOf(videoId), tier },
    containerOverrides: { environment: overrides.map(([name, value]) => ({ name, value })) },
  });
  const jobId = await sendUnlessThrottled(command, context);
  await recordSubmission(db, runId, jobId);
  log.count('JobsSubmitted');
  log.info('submitted', { runId, videoId, jobId, tier });
}

/**
 * Makes the value of a tag: ids may be longer, and have characters that tags may not.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/using-tags.html
 */
const tagOf = (id: string): string => id.slice(0, longestTag).replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+@-]/gu, '_');

async function sendUnlessThrottled(command: SubmitJobCommand, { batch }: DispatcherContext): Promise<string> {
  for (const pauseMs of throttlePausesMs) {
    try {
      return (await batch.send(command)).jobId!;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TooManyRequestsException') throw error;
      await sleep(pauseMs);
    }
  }
  return (await batch.send(command)).jobId!;
}
