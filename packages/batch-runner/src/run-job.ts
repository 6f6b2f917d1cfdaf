import type { S3Client } from '@aws-sdk/client-s3';
import { findRun, jobHolder, type Lease, LeaseHeldError, type OpenDatabase } from '@deepsentinel/db-schema';
import { databaseAccess, type JobEnvironment } from '@deepsentinel/queue-contracts';
import { analyzeObject } from './analyze-object.ts';
import { loadModels } from './load-models.ts';
import {
  defaultRetryDelays,
  openDatabaseWithRetry,
  type RetryDelays,
  type RetryOptions,
  takeLeaseWithRetry,
} from './retry.ts';
import type { RunnerLog } from './runner-log.ts';

/**
 * Works as one Batch job: takes the lease of its run, analyzes and saves. A run that has ended in the meantime, or that
 * another job or worker is working on, is left alone, and that is no failure.
 *
 * @throws {Error} the run could not be completed; `classifyError` tells what that means
 */
export async function runJob(
  environment: JobEnvironment,
  { s3, signal, log }: { s3: S3Client; signal: AbortSignal; log: RunnerLog },
  delays: RetryDelays = defaultRetryDelays,
): Promise<void> {
  const { TIER: tier, RESULTS_BUCKET: resultsBucket } = environment;
  const analyzer = loadModels(environment);
  analyzer.catch(() => null);
  const waiting = { signal, delays, onWait: (message: string) => log.info(message) };
  await using database = await openDatabaseWithRetry(databaseAccess(environment), waiting);
  const { db } = database;
  const lease = await takeRun(environment, db, { log, waiting });
  if (lease === null) return;
  const source = {
    bucket: environment.SOURCE_BUCKET,
    key: environment.SOURCE_KEY,
    versionId: environment.SOURCE_VERSION_ID,
    etag: environment.SOURCE_ETAG,
  };
  const onResume = (analyzedToMs: number) => log.info('resuming', { analyzedToMs });
  try {
    const outcome = await analyzeObject({
      ...{ db, s3, analyzer, lease, tier, source, resultsBucket, waiting, onResume },
    });
    log.info('completed', { ...outcome });
  } finally {
    await analyzer.then(
      (loaded) => loaded[Symbol.asyncDispose](),
      () => null,
    );
  }
}

/** Takes the lease of the job's run; null when the run has ended, or is in the hands of somebody who is alive. */
async function takeRun(
  { RUN_ID: runId, AWS_BATCH_JOB_ID: jobId }: JobEnvironment,
  db: OpenDatabase['db'],
  { log, waiting }: { log: RunnerLog; waiting: RetryOptions },
): Promise<Lease | null> {
  const status = (await findRun(db, runId))?.status;
  if (status === undefined || status === 'completed' || status === 'failed') {
    log.info('nothing to do: the run has ended', { status: status ?? 'unknown' });
    return null;
  }
  try {
    return await takeLeaseWithRetry({ db, runId, owner: jobHolder(jobId) }, waiting);
  } catch (error) {
    if (!(error instanceof LeaseHeldError)) throw error;
    log.info(`nothing to do: ${error.message}`);
    return null;
  }
}
