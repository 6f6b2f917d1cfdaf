import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { logRetentionDays } from './log-retention.ts';
import { parseConfig } from './read-config.ts';

const schema = z.object({
  zones: z.number(),
  egress: z.string(),
  tiers: z.object({ lite: z.array(z.string()) }),
  logRetentionDays,
});

describe('the configuration of a stack', () => {
  test('comes as text and leaves with types', () => {
    const texts = { zones: '2', egress: 'nat', tiers: '{"lite":["cpu"]}', logRetentionDays: '7' };
    expect(parseConfig(schema, texts)).toEqual({
      zones: 2,
      egress: 'nat',
      tiers: { lite: ['cpu'] },
      logRetentionDays: 7,
    });
  });

  test('names every key that is unknown, missing or wrong, a line each', () => {
    const parse = () =>
      parseConfig(schema, { zones: 'two', tiers: '{"lite":"cpu"}', logRetentionDays: '8', zone: '2' });
    expect(parse).toThrow(
      [
        '  - zones: Invalid input: expected number, received string',
        '  - egress: Invalid input: expected string, received undefined',
        '  - tiers.lite: Invalid input: expected array, received string',
        '  - logRetentionDays: must be one of 1, 3, 5',
      ].join('\n'),
    );
    expect(parse).toThrow('Unrecognized key: "zone"');
  });
});
