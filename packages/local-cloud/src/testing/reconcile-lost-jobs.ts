import { setTimeout as sleep } from 'node:timers/promises';
import { summarizeVideo } from '@deepsentinel/db-schema';
import { createReconciler } from '@deepsentinel/dispatcher-lambda';
import { acceptRequest } from '@deepsentinel/intake';
import type { AnalysisRequest } from '@deepsentinel/queue-contracts';
import { sdkClients } from '../sdk-clients.ts';
import { tierRoutes } from '../tiers.ts';
import { type CloudFixture, walkingPerson } from './cloud-fixture.ts';

const videoId = 'forgotten';

/**
 * Has the reconciler heal what a crash leaves: a run that is claimed and has no job, and then its job, which counts as
 * silent at once. Returns when that job has been terminated and the run waits for another.
 */
export async function reconcileLostJobs(fixture: CloudFixture): Promise<void> {
  const { db, cloud } = fixture;
  const { deployment } = cloud;
  using clients = sdkClients(deployment, 'dispatcher');
  const routes = tierRoutes(deployment);
  const log = { info() {}, error() {}, count() {} };
  const dispatcher = { db, ...clients, routes, log, allowedBuckets: [deployment.rawVideosBucket] };
  const reconcile = createReconciler(dispatcher, 0);
  await acceptRequest(await uploadUnnoticed(fixture), dispatcher);
  await reconcile();
  let hasRun = false;
  for (;;) {
    const video = await summarizeVideo(db, videoId);
    if (video?.status === 'completed') throw new Error('the job ended before it could be terminated');
    if (hasRun && video?.runStatus === 'claimed') return;
    if (video?.runStatus === 'running') {
      hasRun = true;
      await reconcile();
    }
    await sleep(200);
  }
}

/** Uploads a video under a key that no tier's prefix has, so that no notification is sent. */
async function uploadUnnoticed({ cloud, putObject }: CloudFixture): Promise<AnalysisRequest> {
  const source = { bucket: cloud.deployment.rawVideosBucket, key: `kept/videos/${videoId}/clip.mp4` };
  await putObject(source, await walkingPerson(30));
  return { videoId, source, tier: 'basic', requestedAt: new Date().toISOString() };
}
