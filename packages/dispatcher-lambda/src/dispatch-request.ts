import { reclaimSubmission } from '@deepsentinel/db-schema';
import { acceptRequest } from '@deepsentinel/intake';
import { type AnalysisRequest, dispatcherTimeoutSeconds } from '@deepsentinel/queue-contracts';
import type { DispatcherContext } from './dispatcher-context.ts';
import { adoptOrSubmitRun, submitRun } from './submit-run.ts';

/**
 * Claims a request and submits its job. A run that another dispatcher has claimed is left to that one, unless the
 * claim is older than a dispatcher can live.
 *
 * @throws {RequestRejected} the request can never succeed
 * @throws {Error} a service does not answer; the next delivery of the message resumes the work
 */
export async function dispatchRequest(request: AnalysisRequest, context: DispatcherContext): Promise<void> {
  const { db, log } = context;
  const acceptance = await acceptRequest(request, context);
  const about = { bucket: request.source.bucket, key: request.source.key };
  if (acceptance.outcome === 'stale') {
    log.count('StaleAnnouncements');
    log.info('the object has been replaced since: its newer content is announced, too', about);
    return;
  }
  const { runId, videoId, source } = acceptance;
  const run = { runId, videoId, source, tier: acceptance.tier };
  if (acceptance.outcome === 'created') {
    await submitRun(run, context);
    return;
  }
  log.count('DuplicatesAcknowledged');
  log.info('known already', { ...about, runId, status: acceptance.status });
  const isOrphaned =
    acceptance.status === 'claimed' && (await reclaimSubmission(db, runId, dispatcherTimeoutSeconds));
  if (isOrphaned) await adoptOrSubmitRun(run, context);
}
