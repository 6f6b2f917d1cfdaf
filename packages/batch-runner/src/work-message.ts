import { hostname } from 'node:os';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import {
  LeaseHeldError,
  LeaseLostError,
  markDeadLettered,
  type OpenDatabase,
  recordOutcome,
} from '@deepsentinel/db-schema';
import type { Analyzer } from '@deepsentinel/inference-core';
import { type Acceptance, acceptRequest, RequestRejected, sendDeadLetter } from '@deepsentinel/intake';
import {
  type AnalysisRequest,
  type DeadLetterAttributes,
  exitCodes,
  parseAnalysisRequests,
  RequestError,
  type Tier,
} from '@deepsentinel/queue-contracts';
import { analyzeObject } from './analyze-object.ts';
import { classifyError, type Failure } from './classify-error.ts';
import { pause, takeLeaseWithRetry } from './retry.ts';
import type { RunnerLog } from './runner-log.ts';

/** Pauses between attempts at the same request, seconds. The attempt after the last pause is the last. */
const backOffSeconds = [2, 4, 8];

/** Clients, models and settings of a worker. */
export interface Worker {
  readonly db: OpenDatabase['db'];
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly analyzer: Analyzer;
  readonly tier: Tier;
  readonly allowedBuckets: readonly string[];
  readonly resultsBucket: string;
  readonly deadLetterQueueUrl: string;
  readonly signal: AbortSignal;
  readonly log: RunnerLog;
}

/** Outcome of a request; `duplicate` when its run has ended, or is in the hands of another process or tier. */
export type RequestOutcome = 'completed' | 'duplicate' | 'failed';

/**
 * Works on every request of a message, one after the other.
 *
 * @throws {unknown} the reason of the worker's signal when it is aborted; the message should be delivered again
 */
export async function workMessage(
  { Body: body = '', Attributes }: Message,
  worker: Worker,
): Promise<RequestOutcome[]> {
  const receivedAt = new Date(Number(Attributes?.SentTimestamp ?? Date.now()));
  try {
    const requests = parseAnalysisRequests(body, { tier: worker.tier, receivedAt });
    const outcomes: RequestOutcome[] = [];
    for (const request of requests) outcomes.push(await workRequest(request, worker));
    return outcomes;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    await sendToDeadLetters(body, { reason: 'unparseable', detail: error.message }, worker);
    return ['failed'];
  }
}

async function workRequest(request: AnalysisRequest, worker: Worker): Promise<RequestOutcome> {
  try {
    if (request.tier !== worker.tier) throw wrongTier(request, worker);
    const acceptance = await withBackOff(() => acceptRequest(request, worker), worker);
    // A run of another tier is for those who have its models.
    if (acceptance.outcome === 'stale' || acceptance.tier !== worker.tier) return 'duplicate';
    if (acceptance.status === 'completed' || acceptance.status === 'failed') return 'duplicate';
    return await workRun(acceptance, worker);
  } catch (error) {
    if (!(error instanceof RequestRejected)) throw error;
    await sendToDeadLetters(JSON.stringify(request), { reason: error.reason, detail: error.message }, worker);
    return 'failed';
  }
}

function wrongTier({ tier }: AnalysisRequest, worker: Worker): RequestRejected {
  const detail = `the request is of the tier ${tier}, the queue of ${worker.tier}; send it to the queue of ${tier}`;
  return new RequestRejected('wrong-tier', detail);
}

type AcceptedRun = Exclude<Acceptance, { outcome: 'stale' }>;

async function workRun(run: AcceptedRun, worker: Worker): Promise<RequestOutcome> {
  try {
    await withBackOff(() => attemptRun(run, worker), worker);
    return 'completed';
  } catch (error) {
    worker.signal.throwIfAborted();
    // Whoever holds the lease is alive and completes the run.
    if (error instanceof LeaseHeldError || error instanceof LeaseLostError) return 'duplicate';
    await reportFailure(run.runId, classifyError(error), worker);
    return 'failed';
  }
}

async function attemptRun({ runId, source, ...run }: AcceptedRun, worker: Worker): Promise<void> {
  const { db, s3, resultsBucket, signal, log } = worker;
  const owner = `worker:${hostname()}:${process.pid}`;
  const onWait = (message: string) => log.info(message, { runId });
  const lease = await takeLeaseWithRetry({ db, runId, owner }, { signal, onWait });
  const tier = run.tier;
  const onResume = (analyzedToMs: number) => log.info('resuming', { runId, analyzedToMs });
  const analyzer = Promise.resolve(worker.analyzer);
  const work = { db, s3, analyzer, lease, tier, source, resultsBucket, signal, onResume };
  log.info('completed', { runId, ...(await analyzeObject(work)) });
}

/** Repeats work that failed for a passing reason, after pauses that double. */
async function withBackOff<Result>(work: () => Promise<Result>, { signal, log }: Worker): Promise<Result> {
  for (const seconds of backOffSeconds) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const isHopeless = error instanceof RequestRejected || error instanceof LeaseHeldError;
      const { exitCode, message } = classifyError(error);
      if (isHopeless || exitCode !== exitCodes.temporary) throw error;
      log.info(`${message}; trying again in ${seconds} s`);
      await pause(seconds, signal);
    }
  }
  return await work();
}

/** Fails the run and puts its request into the dead-letter queue, unless that has been done. */
async function reportFailure(
  runId: string,
  { code, message, exitCode }: Failure,
  worker: Worker,
): Promise<void> {
  const outcome = { jobId: null, code, message, exitCode, jobAttempts: null, logStream: null };
  const failure = await recordOutcome(worker.db, runId, outcome);
  if (!failure) return;
  const attributes = { reason: failure.code, detail: failure.message, runId };
  await sendToDeadLetters(JSON.stringify(failure.request), attributes, worker);
  await markDeadLettered(worker.db, runId);
}

async function sendToDeadLetters(
  body: string,
  attributes: DeadLetterAttributes,
  { sqs, deadLetterQueueUrl, log }: Worker,
): Promise<void> {
  await sendDeadLetter(sqs, deadLetterQueueUrl, { body, attributes });
  log.error('gave up', { ...attributes });
}
