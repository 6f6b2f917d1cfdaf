import { describe, expect, test } from '@jest/globals';
import { batchJobName, type JobSubject } from './batch-job-name.ts';

const source = { bucket: 'raw-videos', key: 'videos/v-17/door.mp4', etag: 'abc' };
const subject = (change: Partial<JobSubject> = {}): JobSubject => ({
  source,
  tier: 'basic',
  attempt: 1,
  ...change,
});

test('the same object version, tier and attempt always give the same name', () => {
  expect(batchJobName(subject())).toBe('basic-door-22f8c7c2d666f94b1a95825ab255de173682017f-1');
  expect(batchJobName(subject({ source: { ...source } }))).toBe(batchJobName(subject()));
});

test('an object version is one job, whether or not the message also knows the entity tag', () => {
  const byVersion = { bucket: source.bucket, key: source.key, versionId: 'v1' };
  expect(batchJobName(subject({ source: { ...byVersion, etag: 'abc' } }))).toBe(
    batchJobName(subject({ source: byVersion })),
  );
});

test('whatever differs gives another name', () => {
  const subjects = [
    subject(),
    subject({ tier: 'premium' }),
    subject({ attempt: 2 }),
    subject({ source: { ...source, etag: 'abd' } }),
    subject({ source: { ...source, versionId: 'abc' } }),
    subject({ source: { ...source, bucket: 'raw-video', key: 's/videos/v-17/door.mp4' } }),
    subject({ source: { ...source, key: 'videos/v-18/door.mp4' } }),
  ];
  expect(new Set(subjects.map(batchJobName)).size).toBe(subjects.length);
});

describe('Batch accepts the name', () => {
  test.each([
    ['a plain file', 'door.mp4'],
    ['a key of 1,024 bytes', `${'x'.repeat(1020)}.mp4`],
    ['no file name', 'videos/v-17/'],
    ['only an extension', '.mp4'],
    ['Korean', '영상/현관.mp4'],
    ['spaces and signs', '../a b+c%2B.tar.gz'],
  ])('for %s', (_, key) => {
    const name = batchJobName(subject({ source: { ...source, key }, attempt: Number.MAX_SAFE_INTEGER }));
    expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/);
  });
});

test.each([0, -1, 1.5, Number.NaN])('attempt %d is refused', (attempt) => {
  expect(() => batchJobName(subject({ attempt }))).toThrow(RangeError);
});

test('an object whose version is not known is refused', () => {
  const { etag: _, ...unpinned } = source;
  expect(() => batchJobName(subject({ source: unpinned }))).toThrow('raw-videos/videos/v-17/door.mp4');
});
