import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jobOverrides, parseJobEnvironment } from './job-environment.ts';
import { tiers } from './tiers.ts';

const standing = {
  DATABASE_URL: 'postgres://app@localhost/app',
  RESULTS_BUCKET: 'results',
  DEVICE: 'cpu',
  MODEL_PACK: '/opt/ml/pack',
};
const fromBatch = { AWS_BATCH_JOB_ID: 'job-1', AWS_BATCH_JOB_ATTEMPT: '2' };
const source = { bucket: 'raw-videos', key: 'a.mp4', etag: 'abc' };
const overrides = jobOverrides('run-1', { tier: 'basic', source });

describe('the environment of a job', () => {
  test('is what the job definition, the dispatcher and Batch set together', () => {
    expect(parseJobEnvironment({ ...standing, ...overrides, ...fromBatch, PATH: '/bin' })).toEqual({
      ...standing,
      DATABASE_AUTH: 'password',
      ACCEPTED_LICENSES: [],
      RUN_ID: 'run-1',
      TIER: 'basic',
      SOURCE_BUCKET: 'raw-videos',
      SOURCE_KEY: 'a.mp4',
      SOURCE_ETAG: 'abc',
      AWS_BATCH_JOB_ID: 'job-1',
      AWS_BATCH_JOB_ATTEMPT: 2,
    });
  });

  test('names the licenses that are accepted', () => {
    const whole = { ...standing, ...overrides, ...fromBatch };
    const names = ['AGPL-3.0', 'MiVOLO license, derived from CC BY-SA 4.0'];
    const parsed = parseJobEnvironment({ ...whole, ACCEPTED_LICENSES: JSON.stringify(names) });
    expect(parsed.ACCEPTED_LICENSES).toEqual(names);
    expect(() => parseJobEnvironment({ ...whole, ACCEPTED_LICENSES: 'MIT' })).toThrow(
      'ACCEPTED_LICENSES: must be a JSON array of names',
    );
  });

  test('keeps any object that a request can name', () => {
    const sources = fc.record(
      {
        bucket: fc.constant('raw-videos'),
        key: fc.string({ minLength: 1 }),
        versionId: fc.string({ minLength: 1 }),
      },
      { requiredKeys: ['bucket', 'key'] },
    );
    fc.assert(
      fc.property(sources, fc.constantFrom(...tiers), (source, tier) => {
        const parsed = parseJobEnvironment({
          ...standing,
          ...fromBatch,
          ...jobOverrides('r', { tier, source }),
        });
        expect([parsed.SOURCE_KEY, parsed.SOURCE_VERSION_ID, parsed.TIER]).toEqual([
          source.key,
          source.versionId,
          tier,
        ]);
      }),
    );
  });

  test('that is wrong is refused with every variable at once', () => {
    const wrong = {
      ...standing,
      ...overrides,
      ...fromBatch,
      DATABASE_URL: 'mysql://x',
      DEVICE: 'tpu',
      RUN_ID: undefined,
    };
    expect(() => parseJobEnvironment(wrong)).toThrow(/DATABASE_URL: .*DEVICE: .*RUN_ID: /);
  });
});
