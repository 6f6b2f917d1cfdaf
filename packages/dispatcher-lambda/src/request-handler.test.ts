import { parseJobEnvironment } from '@deepsentinel/queue-contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runIdOfJobName } from './job-name.ts';
import { createReconciler } from './reconciler.ts';
import { createRequestHandler } from './request-handler.ts';
import {
  type DispatcherFixture,
  dispatcherFixture,
  lambdaContext,
  requestFor,
} from './testing/dispatcher-fixture.ts';

let fixture: DispatcherFixture;
beforeAll(async () => {
  fixture = await dispatcherFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(() => {
  fixture.batch.jobs.length = 0;
  fixture.metrics.length = 0;
});

const handle = (bodies: readonly unknown[]) =>
  createRequestHandler(fixture.context)(fixture.sqsEvent(bodies), lambdaContext);
const ok = { batchItemFailures: [] };
const stateOf = async (key: string) =>
  await fixture.database.db
    .selectFrom('analysis_runs')
    .innerJoin('videos', 'videos.id', 'video_id')
    .select(['analysis_runs.id', 'analysis_runs.status', 'job_id', 'videos.id as videoId'])
    .where('key', '=', key)
    .execute();

describe('a request', () => {
  test('becomes a job whose environment the runner reads, and its run is submitted', async () => {
    const etag = await fixture.cloud.putObject('videos/v-1/door.mp4', 'video');
    expect(await handle([requestFor('videos/v-1/door.mp4', { videoId: 'v-1' })])).toEqual(ok);
    const [job] = fixture.batch.jobs;
    const runId = runIdOfJobName(job!.jobName);
    expect(await stateOf('videos/v-1/door.mp4')).toEqual([
      { id: runId, status: 'submitted', job_id: job!.jobId, videoId: 'v-1' },
    ]);
    const standing = {
      DATABASE_URL: 'postgres://h/d',
      RESULTS_BUCKET: 'results',
      DEVICE: 'cpu',
      MODEL_PACK: '/m',
    };
    const fromBatch = { AWS_BATCH_JOB_ID: job!.jobId, AWS_BATCH_JOB_ATTEMPT: '1' };
    const environment = parseJobEnvironment({ ...standing, ...fromBatch, ...job!.environment });
    expect(environment).toMatchObject({ RUN_ID: runId, SOURCE_ETAG: etag, TIER: 'basic' });
  });

  test('announced a hundred times in all shapes to several dispatchers at once becomes one run and one job', async () => {
    await using several = await fixture.dispatchers(5);
    const key = 'videos/v-2/a b.mp4';
    const etag = await fixture.cloud.putObject(key, 'video');
    const shapes = [
      requestFor(key),
      { video_id: 'v-2', s3_bucket: 'raw-videos', s3_key: key },
      { video_url: `s3://raw-videos/${key}`, session_id: 'v-2' },
      {
        Records: [
          {
            eventName: 'ObjectCreated:Put',
            eventTime: '2026-01-02T03:04:00Z',
            s3: { bucket: { name: 'raw-videos' }, object: { key: 'videos/v-2/a+b.mp4', eTag: etag } },
          },
        ],
      },
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        time: '2026-01-02T03:04:00Z',
        detail: { bucket: { name: 'raw-videos' }, object: { key, etag } },
      },
    ];
    const batches = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 10 }, (_, index) => shapes[(batch + index) % shapes.length]),
    );
    const handled = batches.map((bodies, index) =>
      createRequestHandler(several.all[index % 5]!)(fixture.sqsEvent(bodies), lambdaContext),
    );
    expect(await Promise.all(handled)).toEqual(batches.map(() => ok));
    expect(fixture.batch.jobs).toHaveLength(1);
    expect(await stateOf(key)).toHaveLength(1);
    expect(fixture.metrics.filter((metric) => metric === 'DuplicatesAcknowledged')).toHaveLength(99);
  });

  test('among invalid ones is not held up by them; they go to the dead-letter queue and say why', async () => {
    const keys = Array.from({ length: 7 }, (_, index) => `batch/${index}.mp4`);
    for (const key of keys) await fixture.cloud.putObject(key, 'video');
    const invalid = [
      '{ not json',
      { video_id: 'v', s3_bucket: 'other-bucket', s3_key: 'a.mp4' },
      requestFor('batch/missing.mp4'),
    ];
    const [first, second, third] = invalid;
    const [a, b, ...rest] = keys.map((key) => requestFor(key));
    expect(await handle([first, a, second, b, third, ...rest])).toEqual(ok);
    expect(fixture.batch.jobs).toHaveLength(7);
    const deadLetters = await fixture.deadLetters('basic');
    const reasons = deadLetters.map(({ MessageAttributes }) => MessageAttributes?.['reason']?.StringValue);
    expect(reasons.toSorted()).toEqual(['bucket-not-allowed', 'object-missing', 'unparseable']);
    for (const { MessageAttributes } of deadLetters)
      expect(MessageAttributes?.['detail']?.StringValue).toBeTruthy();
    expect(deadLetters.map(({ Body }) => Body)).toContain('{ not json');
  });

  test('for content that has been replaced since is acknowledged and not analyzed', async () => {
    const old = await fixture.cloud.putObject('replaced.mp4', 'first');
    await fixture.cloud.putObject('replaced.mp4', 'second');
    const source = { bucket: 'raw-videos', key: 'replaced.mp4', etag: old };
    expect(await handle([requestFor('replaced.mp4', { source })])).toEqual(ok);
    expect(fixture.batch.jobs).toHaveLength(0);
    expect(fixture.metrics).toEqual(['StaleAnnouncements']);
  });

  test('that S3 announces to test the connection is acknowledged', async () => {
    expect(await handle([{ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'raw-videos' }])).toEqual(ok);
  });
});

describe('recordings in one folder', () => {
  test('are videos of their own, which keep their ids when they are replaced', async () => {
    const announced = async (key: string, content: string) => {
      const eTag = await fixture.cloud.putObject(key, content);
      const s3 = { bucket: { name: 'raw-videos' }, object: { key, eTag } };
      const record = { eventName: 'ObjectCreated:Put', eventTime: '2026-01-02T03:04:00Z', s3 };
      expect(await handle([{ Records: [record] }])).toEqual(ok);
      const runs = await stateOf(key);
      return runs.at(-1)!.videoId;
    };
    const first = await announced('videos/door/1.mp4', 'first');
    const second = await announced('videos/door/2.mp4', 'second');
    expect(first).toBe('door');
    expect(second).not.toBe('door');
    expect(await announced('videos/door/2.mp4', 'second, again')).toBe(second);
    expect(await fixture.deadLetters('basic')).toEqual([]);
  });
});

describe('when Batch', () => {
  const named = (name: string) => Object.assign(new Error('said Batch'), { name });
  const unanswered = named('TimeoutError');

  test('throttles a submission, it is repeated at once', async () => {
    await fixture.cloud.putObject('throttled.mp4', 'video');
    fixture.batch.failure = { error: named('TooManyRequestsException'), afterwards: false };
    expect(await handle([requestFor('throttled.mp4')])).toEqual(ok);
    expect(await stateOf('throttled.mp4')).toMatchObject([{ status: 'submitted' }]);
  });

  test('takes no tag as long as the id of a video may be, the job is submitted all the same', async () => {
    await fixture.cloud.putObject('long-id.mp4', 'video');
    const videoId = `${'영상 & '.repeat(60)}`;
    expect(await handle([requestFor('long-id.mp4', { videoId })])).toEqual(ok);
    expect(await stateOf('long-id.mp4')).toMatchObject([{ status: 'submitted', videoId }]);
  });

  test('goes on refusing a job, the run fails and says why', async () => {
    await fixture.cloud.putObject('refused.mp4', 'video');
    const refused = { error: named('ClientException'), afterwards: false };
    fixture.batch.failure = refused;
    expect(await handle([requestFor('refused.mp4')])).toEqual(ok);
    await fixture.deadLetters('basic');
    for (const _ of [2, 3]) {
      fixture.batch.failure = refused;
      await createReconciler(fixture.context, 0)();
    }
    expect(await stateOf('refused.mp4')).toMatchObject([{ status: 'failed' }]);
    const [letter] = await fixture.deadLetters('basic');
    expect(letter?.MessageAttributes).toMatchObject({
      reason: { StringValue: 'submission-refused' },
      detail: { StringValue: expect.stringContaining('said Batch') },
    });
  });

  test('does not answer, only its message is delivered again, and submitted then', async () => {
    for (const key of ['unanswered.mp4', 'fine.mp4']) await fixture.cloud.putObject(key, 'video');
    fixture.batch.failure = { error: unanswered, afterwards: false };
    const event = fixture.sqsEvent([requestFor('unanswered.mp4'), requestFor('fine.mp4')]);
    const { batchItemFailures } = await createRequestHandler(fixture.context)(event, lambdaContext);
    expect(batchItemFailures).toHaveLength(1);
    expect(fixture.batch.jobs).toHaveLength(1);
    const failed = event.Records.find(({ messageId }) => messageId === batchItemFailures[0]!.itemIdentifier)!;
    expect(await handle([failed.body])).toEqual(ok);
    expect(fixture.batch.jobs).toHaveLength(2);
    expect((await stateOf('unanswered.mp4'))[0]?.status).toBe('submitted');
  });

  test('takes a job and the dispatcher dies before it knows, the job is found and adopted', async () => {
    await fixture.cloud.putObject('crash.mp4', 'video');
    fixture.batch.failure = { error: unanswered, afterwards: true };
    const { batchItemFailures } = await handle([requestFor('crash.mp4')]);
    expect(batchItemFailures).toHaveLength(1);
    expect(await handle([requestFor('crash.mp4')])).toEqual(ok);
    expect(fixture.batch.jobs).toHaveLength(1);
    expect(await stateOf('crash.mp4')).toMatchObject([
      { status: 'submitted', job_id: fixture.batch.jobs[0]!.jobId },
    ]);
  });
});
