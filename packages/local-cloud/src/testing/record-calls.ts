import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { summarizeVideo } from '@deepsentinel/db-schema';
import type { DispatcherMetric } from '@deepsentinel/dispatcher-lambda';
import { type Tier, tiers } from '@deepsentinel/queue-contracts';
import type { AwsCall } from '../iam-recording/aws-call.ts';
import { sdkClients } from '../sdk-clients.ts';
import { type CloudFixture, startCloudFixture, until, walkingPerson } from './cloud-fixture.ts';
import { distinctCalls } from './distinct-calls.ts';
import { actAsOperator } from './operator-tasks.ts';
import { reconcileLostJobs } from './reconcile-lost-jobs.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/**
 * Takes a local cloud through what can happen to a video and returns the distinct AWS calls that were made: an analysis in
 * each tier, a video that is replaced and one that is broken, requests for a bucket that must not be read, for a missing
 * object and for one that is already analyzed, the work of the reconciler, and an operator's look at it all. Takes about
 * half a minute on two cores.
 */
export async function recordCalls(): Promise<AwsCall[]> {
  await using directory = await temporaryDirectory();
  const calls: AwsCall[] = [];
  const metrics: DispatcherMetric[] = [];
  const log = { info() {}, error() {}, count: (metric: DispatcherMetric) => void metrics.push(metric) };
  const onCall = (call: AwsCall) => void calls.push(call);
  await using fixture = await startCloudFixture(directory.path, { onCall, log });
  const first = await walkingPerson(4);
  await Promise.all(tiers.map((tier) => analyze(fixture, { tier, content: first })));
  await Promise.all([replaceVideo(fixture), refuseRequests(fixture, metrics)]);
  await reconcileLostJobs(fixture);
  await actAsOperator(fixture);
  return distinctCalls(calls);
}

/** Analyzes other content of a video, which removes the pictures of the first analysis; all tiers do that alike. */
async function replaceVideo(fixture: CloudFixture): Promise<void> {
  await analyze(fixture, { tier: 'basic', content: await walkingPerson(3) });
}

async function analyze(
  { upload, db }: CloudFixture,
  { tier, content }: { tier: Tier; content: Uint8Array },
): Promise<void> {
  const videoId = `walk-${tier}`;
  const before = await summarizeVideo(db, videoId);
  await upload(content, { videoId, tier });
  await until(
    () => summarizeVideo(db, videoId),
    (video) => video?.runId !== before?.runId && video?.runStatus === 'completed',
  );
}

async function refuseRequests(fixture: CloudFixture, metrics: readonly DispatcherMetric[]): Promise<void> {
  const { rawVideosBucket, tiers: deployed } = fixture.cloud.deployment;
  using operator = sdkClients(fixture.cloud.deployment, 'operator');
  const request = (tier: Tier, bucket: string, videoId: string) => {
    const key = `${tier}/videos/${videoId}/clip.mp4`;
    const MessageBody = JSON.stringify({ video_id: videoId, s3_bucket: bucket, s3_key: key });
    const QueueUrl = deployed[tier].requestQueueUrl;
    return operator.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };
  await fixture.upload('not a video', { videoId: 'broken', tier: 'lite' });
  for (const tier of tiers) await request(tier, 'somebody-elses', 'foreign');
  await request('basic', rawVideosBucket, 'missing');
  await request('lite', rawVideosBucket, 'walk-lite');
  const count = async (metric: DispatcherMetric) => metrics.filter((one) => one === metric).length;
  await until(
    () => count('RequestsRejected'),
    (rejected) => rejected === tiers.length + 1,
  );
  await until(
    () => count('DuplicatesAcknowledged'),
    (duplicates) => duplicates > 0,
  );
  await until(
    () => count('RunsFailed'),
    (failed) => failed === 1,
  );
}
