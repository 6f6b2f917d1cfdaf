import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import {
  findUnreportedFailure,
  LeaseHeldError,
  LeaseLostError,
  type OpenDatabase,
  recordOutcome,
  type UnreportedFailure,
} from '@deepsentinel/db-schema';
import type { Analyzer } from '@deepsentinel/inference-core';
import {
  type Acceptance,
  acceptRequest,
  RequestRejected,
  reportRunFailure,
  sendDeadLetter,
} from '@deepsentinel/intake';
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
import { defaultRetryDelays, pause, takeLeaseWithRetry } from './retry.ts';
import type { RunnerLog } from './runner-log.ts';

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
  // Each delivery is a holder of its own: two of one object, in one process, do not take each other's lease.
  const owner = `worker:${hostname()}:${process.pid}:${randomUUID()}`;
  try {
    await withBackOff((onProgress) => attemptRun(run, { owner, onProgress }, worker), worker);
    return 'completed';
  } catch (error) {
    worker.signal.throwIfAborted();
    // Whoever holds the lease is alive and completes the run.
    if (error instanceof LeaseHeldError) return 'duplicate';
    if (error instanceof LeaseLostError) return await settleEndedRun(run.runId, worker);
    return await failRun(run.runId, { owner, failure: classifyError(error) }, worker);
  }
}

async function attemptRun(
  { runId, source, ...run }: AcceptedRun,
  { owner, onProgress }: { owner: string; onProgress: () => void },
  worker: Worker,
): Promise<void> {
  const { db, s3, resultsBucket, signal, log } = worker;
  const waiting = { signal, onWait: (message: string) => log.info(message, { runId }) };
  const lease = await takeLeaseWithRetry({ db, runId, owner }, waiting);
  const tier = run.tier;
  const onResume = (analyzedToMs: number) => log.info('resuming', { runId, analyzedToMs });
  const analyzer = Promise.resolve(worker.analyzer);
  const listeners = { onResume, onChunk: onProgress };
  const work = { db, s3, analyzer, lease, tier, source, resultsBucket, waiting, ...listeners };
  log.info('completed', { runId, ...(await analyzeObject(work)) });
}

/**
 * Repeats work that failed for a passing reason, after pauses that grow. Work that has got further calls `onProgress`, and
 * the pauses begin anew.
 */
async function withBackOff<Result>(
  work: (onProgress: () => void) => Promise<Result>,
  { signal, log }: Worker,
): Promise<Result> {
  const delays = defaultRetryDelays.outage;
  for (let failures = 0; failures < delays.length; failures += 1) {
    try {
      return await work(() => {
        failures = 0;
      });
    } catch (error) {
      const seconds = delays[failures]!;
      signal.throwIfAborted();
      const { exitCode, message } = classifyError(error);
      if (isDecided(error) || exitCode !== exitCodes.temporary) throw error;
      log.info(`${message}; trying again in ${seconds} s`);
      await pause(seconds, signal);
    }
  }
  return await work(() => undefined);
}

/** Whether the request is refused, or its run is in other hands or has ended: waiting changes nothing. */
function isDecided(error: unknown): boolean {
  return [RequestRejected, LeaseHeldError, LeaseLostError].some((decided) => error instanceof decided);
}

/** Fails the run, unless another holder works on it by now, and puts its request into the dead-letter queue. */
async function failRun(
  runId: string,
  { owner, failure: { code, message, exitCode } }: { owner: string; failure: Failure },
  worker: Worker,
): Promise<RequestOutcome> {
  const outcome = { code, message, exitCode, jobId: null, worker: owner, jobAttempts: null, logStream: null };
  const recorded = await recordOutcome(worker.db, runId, { ...outcome, isFinal: true });
  if (recorded.kind !== 'failed') return 'duplicate';
  return await report(recorded.failure, worker);
}

/** Reports the failure of a run that has ended before, if nobody has: the message comes again because a report failed. */
async function settleEndedRun(runId: string, worker: Worker): Promise<RequestOutcome> {
  const failure = await findUnreportedFailure(worker.db, runId);
  return failure === null ? 'duplicate' : await report(failure, worker);
}

async function report(failure: UnreportedFailure, worker: Worker): Promise<RequestOutcome> {
  worker.log.error('gave up', { ...(await reportRunFailure(failure, worker)) });
  return 'failed';
}

async function sendToDeadLetters(
  body: string,
  attributes: DeadLetterAttributes,
  { sqs, deadLetterQueueUrl, log }: Worker,
): Promise<void> {
  await sendDeadLetter(sqs, deadLetterQueueUrl, { body, attributes });
  log.error('gave up', { ...attributes });
}
