import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { summarizeVideo } from '@deepsentinel/db-schema';
import type { DispatcherMetric } from '@deepsentinel/dispatcher-lambda';
import { type Tier, tiers } from '@deepsentinel/queue-contracts';
import type { AwsCall } from '../iam-recording/aws-call.ts';
import { sdkClients } from '../sdk-clients.ts';
import { type CloudFixture, startCloudFixture, walkingPerson } from './cloud-fixture.ts';
import { distinctCalls } from './distinct-calls.ts';
import { actAsOperator } from './operator-tasks.ts';
import { reconcileLostJobs } from './reconcile-lost-jobs.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/**
 * Runs a local cloud through what can happen to a video, and tells the distinct AWS calls that its parts made: an
 * analysis in each tier, a video that is replaced and one that is broken, requests for what must not be read, for what
 * is missing and for what is known already, the work of the reconciler, and an operator's look at it all. Takes about a
 * minute on two busy cores.
 */
export async function recordCalls(): Promise<AwsCall[]> {
  await using directory = await temporaryDirectory();
  const calls: AwsCall[] = [];
  const metrics: DispatcherMetric[] = [];
  const log = { info() {}, error() {}, count: (metric: DispatcherMetric) => void metrics.push(metric) };
  const onCall = (call: AwsCall) => void calls.push(call);
  await using fixture = await startCloudFixture(directory.path, { onCall, log });
  await analyseVideos(fixture);
  await refuseRequests(fixture, metrics);
  await reconcileLostJobs(fixture);
  await actAsOperator(fixture);
  return distinctCalls(calls);
}

/** The second analysis of a video removes the pictures of the first; that is the same in all tiers. */
async function analyseVideos(fixture: CloudFixture): Promise<void> {
  const [first, second] = [await walkingPerson(6), await walkingPerson(5)];
  await Promise.all(tiers.map((tier) => analyse(fixture, { tier, content: first })));
  await analyse(fixture, { tier: 'basic', content: second });
}

async function analyse(
  { upload, db }: CloudFixture,
  { tier, content }: { tier: Tier; content: Uint8Array },
): Promise<void> {
  const videoId = `walk-${tier}`;
  const before = await summarizeVideo(db, videoId);
  await upload(content, { videoId, tier });
  await until(async () => {
    const video = await summarizeVideo(db, videoId);
    return video?.runId !== before?.runId && video?.runStatus === 'completed';
  });
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
  await request('basic', rawVideosBucket, 'walk-basic');
  const counted = (metric: DispatcherMetric) => metrics.filter((one) => one === metric).length;
  await until(() => counted('RequestsRejected') === tiers.length + 1);
  await until(() => counted('DuplicatesAcknowledged') > 0 && counted('RunsFailed') === 1);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}
