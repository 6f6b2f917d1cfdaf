import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnalysisRequest } from './analysis-request.ts';
import { RequestError } from './errors.ts';
import { parseAnalysisRequests } from './parse-analysis-requests.ts';
import { tiers } from './tiers.ts';

const arrival = { tier: 'basic', receivedAt: new Date('2026-01-02T03:04:05.678Z') } as const;
const parse = (message: unknown) => parseAnalysisRequests(JSON.stringify(message), arrival);

const keys = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((key) => Buffer.byteLength(key) <= 1024);
const names = fc.string({ minLength: 1, maxLength: 20 });
const buckets = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
const etags = fc.stringMatching(/^[0-9a-f]{32}(-[1-9][0-9]{0,3})?$/);
const times = fc
  .date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

const sources = fc.record(
  { bucket: buckets, key: keys, versionId: names, etag: etags },
  { requiredKeys: ['bucket', 'key'] },
);
const requests: fc.Arbitrary<AnalysisRequest> = fc.record(
  {
    videoId: names,
    source: sources,
    tier: fc.constantFrom(...tiers),
    requestedAt: times,
    storeId: names,
    cameraId: names,
    recordedAt: times,
    settings: fc.constantFrom({}, { idleFps: 0.25 }, { stages: [] }),
    reopens: names,
  },
  { requiredKeys: ['source', 'tier', 'requestedAt'] },
);

/** Encodes a key as S3 does in a notification. */
const encodeKey = (key: string) => encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');

const record = (key: string, eventName = 'ObjectCreated:Put') => ({
  eventName,
  eventTime: '2026-01-02T03:04:00.000Z',
  s3: { bucket: { name: 'raw-videos' }, object: { key, versionId: 'v1', eTag: 'abc', size: 1 } },
});

describe('our own message', () => {
  test('comes back as it was sent', () => {
    fc.assert(fc.property(requests, (request) => expect(parse(request)).toEqual([request])));
  });

  describe('that wants other settings', () => {
    const wanting = (tier: string, settings: object) => ({
      source: { bucket: 'raw-videos', key: 'a.mp4' },
      tier,
      requestedAt: '2026-01-01T00:00:00+09:00',
      settings,
    });

    test.each([
      ['a lower rate', 'premium', { idleFps: 0.2, activeFps: 2 }],
      ['a rate at the limit', 'lite', { activeFps: 5 }],
      ['fewer stages', 'premium', { stages: ['pose'] }],
      ['no stages', 'basic', { stages: [] }],
    ])('gets %s within its tier', (_phrase, tier, settings) => {
      expect(parse(wanting(tier, settings))[0]?.settings).toEqual(settings);
    });

    test('may call the idle rate by its earlier name, scoutFps', () => {
      expect(parse(wanting('basic', { scoutFps: 0.5 }))[0]?.settings).toEqual({ idleFps: 0.5 });
      const both = wanting('basic', { scoutFps: 0.5, idleFps: 0.5 });
      expect(() => parse(both)).toThrow(
        'settings.scoutFps: is the earlier name of idleFps: give one of them',
      );
    });

    test.each([
      [
        'a rate above the limit',
        'lite',
        { activeFps: 6 },
        'settings.activeFps: the tier lite allows at most 5',
      ],
      [
        'an idle rate that is faster',
        'basic',
        { idleFps: 6 },
        'settings.idleFps: may not exceed activeFps, which is 5',
      ],
      [
        'stages of a dearer tier',
        'basic',
        { stages: ['pose', 'describer'] },
        'settings.stages: the tier basic does not include describer; it includes pose, attributes, rules',
      ],
      ['a stage that is none', 'premium', { stages: ['oracle'] }, 'settings.stages'],
      ['a setting that is none', 'premium', { fps: 3 }, 'fps'],
    ])('is refused when it wants %s', (_phrase, tier, settings, message) => {
      expect(() => parse(wanting(tier, settings))).toThrow(RequestError);
      expect(() => parse(wanting(tier, settings))).toThrow(message);
    });
  });

  test('keeps its tier, whatever queue it came through', () => {
    const request = {
      source: { bucket: 'raw-videos', key: 'a.mp4' },
      tier: 'premium',
      requestedAt: '2026-01-01T00:00:00+09:00',
    };
    expect(parse(request)[0]?.tier).toBe('premium');
  });
});

describe('a backend message', () => {
  test.each([
    ['text', 'v-17', 'v-17'],
    ['a number', 17, '17'],
  ])('becomes a request of the queue tier; its video id may be %s', (_, videoId, expected) => {
    expect(parse({ video_id: videoId, s3_bucket: 'raw-videos', s3_key: 'in/a+b.mp4' })).toEqual([
      {
        videoId: expected,
        source: { bucket: 'raw-videos', key: 'in/a+b.mp4' },
        tier: 'basic',
        requestedAt: '2026-01-02T03:04:05.678Z',
      },
    ]);
  });
});

describe('the older message of a backend', () => {
  test('names the object by an s3 URL, whose key is taken as it is', () => {
    expect(parse({ video_url: 's3://raw-videos/in/a+b%20c.mp4', session_id: 17 })).toEqual([
      {
        videoId: '17',
        source: { bucket: 'raw-videos', key: 'in/a+b%20c.mp4' },
        tier: 'basic',
        requestedAt: '2026-01-02T03:04:05.678Z',
      },
    ]);
  });

  test.each([
    'https://example.com/a.mp4',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    's3://raw-videos',
    's3:///a.mp4',
  ])('with %s is refused: a URL is never fetched', (url) => {
    expect(() => parse({ video_url: url, session_id: 'v' })).toThrow(RequestError);
  });
});

describe('an S3 event of EventBridge', () => {
  const announcement = (type: string) => ({
    version: '0',
    source: 'aws.s3',
    'detail-type': type,
    time: '2026-01-02T03:04:00Z',
    detail: {
      bucket: { name: 'raw-videos' },
      object: { key: 'videos/v-17/a+b.mp4', etag: 'abc', 'version-id': 'v1', sequencer: '00' },
    },
  });

  test('announces one object, whose key is not URL-encoded', () => {
    expect(parse(announcement('Object Created'))).toEqual([
      {
        source: { bucket: 'raw-videos', key: 'videos/v-17/a+b.mp4', versionId: 'v1', etag: 'abc' },
        tier: 'basic',
        requestedAt: '2026-01-02T03:04:00Z',
      },
    ]);
  });

  test('of another kind asks for nothing', () => {
    expect(parse(announcement('Object Deleted'))).toEqual([]);
  });
});

describe('an S3 notification', () => {
  test('announces one request for each record, with the version and the time of the upload', () => {
    const [first, second] = parse({ Records: [record('a.mp4'), record('videos/v-17/b.mp4')] });
    expect(first).toEqual({
      source: { bucket: 'raw-videos', key: 'a.mp4', versionId: 'v1', etag: 'abc' },
      tier: 'basic',
      requestedAt: '2026-01-02T03:04:00.000Z',
    });
    expect(second?.source.key).toBe('videos/v-17/b.mp4');
  });

  test('leaves out folders', () => {
    expect(parse({ Records: [record('videos/door/'), record('a.mp4')] })).toHaveLength(1);
  });

  test('gives back any key that S3 can encode', () => {
    const read = (key: string) => parse({ Records: [record(encodeKey(key))] })[0]?.source.key;
    const files = keys.filter((key) => !key.endsWith('/'));
    fc.assert(fc.property(files, (key) => expect(read(key)).toBe(key)));
  });

  test.each([
    ['a space', 'my+video.mp4', 'my video.mp4'],
    ['a plus', 'a%2Bb.mp4', 'a+b.mp4'],
    ['a percent sign that looks encoded', '100%252B.mp4', '100%2B.mp4'],
    ['Korean', '%EC%98%81%EC%83%81.mp4', '영상.mp4'],
  ])('decodes %s in a key once', (_, encoded, expected) => {
    expect(parse({ Records: [record(encoded)] })[0]?.source.key).toBe(expected);
  });

  test('of a deleted object asks for nothing', () => {
    expect(parse({ Records: [record('a.mp4', 'ObjectRemoved:Delete')] })).toEqual([]);
  });

  test('that only tests the connection asks for nothing', () => {
    expect(parse({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'raw-videos' })).toEqual([]);
  });
});

describe('anything else', () => {
  test.each([
    ['no JSON', '{', 'the message is not JSON'],
    ['a list', '[]', 'not an object'],
    ['a number', '7', 'not an object'],
    ['no source', '{"tier":"lite"}', 'source: '],
    ['a tier that does not exist', '{"tier":"gold"}', 'tier: '],
    ['a backend message without a video', '{"s3_bucket":"raw-videos","s3_key":"a"}', 'video_id: '],
    ['a bucket that cannot exist', '{"video_id":"v","s3_bucket":"A_B","s3_key":"a"}', 'source.bucket: '],
    ['a key that is half a character', JSON.stringify({ Records: [record('%E0%A4')] }), 'URL-encoded'],
    ['an id with U+0000', '{"video_id":"v\\u0000","s3_bucket":"raw-videos","s3_key":"a"}', 'videoId: '],
    ['an id with U+FFFE', '{"video_id":"v\\ufffe","s3_bucket":"raw-videos","s3_key":"a"}', 'videoId: '],
    ['a key with U+0000', '{"video_id":"v","s3_bucket":"raw-videos","s3_key":"a\\u0000"}', 'source.key: '],
    ['a record without an object', '{"Records":[{"eventName":"ObjectCreated:Put"}]}', 'Records.0.s3: '],
  ])('%s is refused with the reason in one line', (_, body, reason) => {
    expect(() => parseAnalysisRequests(body, arrival)).toThrow(RequestError);
    expect(() => parseAnalysisRequests(body, arrival)).toThrow(reason);
    expect(() => parseAnalysisRequests(body, arrival)).not.toThrow(/\n/);
  });

  /** Values close to real messages, which get further than noise does before they are refused. */
  const nearMisses = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'binary' }),
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('Records', 's3', 'object', 'bucket', 'key', 'name', 'eventName'),
        tie('value'),
      ),
      fc.dictionary(
        fc.constantFrom('video_url', 'session_id', 'source', 'detail-type', 'detail', 'time'),
        tie('value'),
      ),
      fc.dictionary(
        fc.constantFrom('s3_key', 's3_bucket', 'video_id', 'source', 'tier', 'Event'),
        tie('value'),
      ),
      fc.array(tie('value')),
      fc.string({ unit: 'binary' }).map((key) => record(key)),
    ),
  })).value;
  const bodies = fc.oneof(
    fc.string({ unit: 'binary' }),
    nearMisses.map((value) => JSON.stringify(value)),
  );

  test('ever thrown is a RequestError', () => {
    const thrownBy = (body: string): unknown => {
      try {
        parseAnalysisRequests(body, arrival);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    const isExpected = (error: unknown) => error === undefined || error instanceof RequestError;
    fc.assert(
      fc.property(bodies, (body) => expect(isExpected(thrownBy(body))).toBe(true)),
      { numRuns: 1000 },
    );
  });
});
