import type { S3Client } from '@aws-sdk/client-s3';
import { findRun } from '@deepsentinel/db-schema';
import { databaseAccess, type JobEnvironment } from '@deepsentinel/queue-contracts';
import { analyzeObject } from './analyze-object.ts';
import { loadModels } from './load-models.ts';
import { openDatabaseWithRetry, takeLeaseWithRetry } from './retry.ts';
import type { RunnerLog } from './runner-log.ts';

/**
 * Works as one Batch job: takes the lease of its run, analyzes and saves. A run that has ended in the meantime is left
 * alone, and that is no failure.
 *
 * @throws {Error} the run could not be completed; `classifyError` tells what that means
 */
export async function runJob(
  environment: JobEnvironment,
  { s3, signal, log }: { s3: S3Client; signal: AbortSignal; log: RunnerLog },
): Promise<void> {
  const { RUN_ID: runId, TIER: tier, RESULTS_BUCKET: resultsBucket } = environment;
  const analyzer = loadModels(environment);
  analyzer.catch(() => null);
  const waiting = { signal, onWait: (message: string) => log.info(message) };
  await using database = await openDatabaseWithRetry(databaseAccess(environment), waiting);
  const { db } = database;
  const status = (await findRun(db, runId))?.status;
  if (status === undefined || status === 'completed' || status === 'failed') {
    log.info('nothing to do: the run has ended', { status: status ?? 'unknown' });
    return;
  }
  const owner = `batch:${environment.AWS_BATCH_JOB_ID}`;
  const lease = await takeLeaseWithRetry({ db, runId, owner }, waiting);
  const source = {
    bucket: environment.SOURCE_BUCKET,
    key: environment.SOURCE_KEY,
    versionId: environment.SOURCE_VERSION_ID,
    etag: environment.SOURCE_ETAG,
  };
  const onResume = (analyzedToMs: number) => log.info('resuming', { analyzedToMs });
  try {
    const outcome = await analyzeObject({
      ...{ db, s3, analyzer, lease, tier, source, resultsBucket, signal, onResume },
    });
    log.info('completed', { ...outcome });
  } finally {
    await analyzer.then(
      (loaded) => loaded[Symbol.asyncDispose](),
      () => null,
    );
  }
}
