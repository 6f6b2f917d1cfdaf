import type { ModelPackLock } from '@deepsentinel/model-pack';
import { expect, test } from '@jest/globals';
import { componentVersion } from './component-version.ts';

const lock = (version: string, digit = 'a'): ModelPackLock => {
  return { name: 'shop', version, manifestSha256: digit.repeat(64), uri: 's3://b/p', bytes: 1, files: {} };
};

test.each([
  ['1.4.2', /^1\.4\.\d+$/],
  ['v2-beta', /^2\.0\.\d+$/],
  ['2026.11', /^2026\.11\.\d+$/],
  ['first', /^0\.0\.\d+$/],
])('a pack of version %s gives a version that Image Builder takes', (version, pattern) => {
  expect(componentVersion(lock(version))).toMatch(pattern);
  expect(
    componentVersion(lock(version))
      .split('.')
      .every((number) => Number(number) < 2 ** 30),
  ).toBe(true);
});

test('the same manifest gives the same version, another manifest of that version another', () => {
  expect(componentVersion(lock('1.4.2'))).toBe(componentVersion(lock('1.4.2')));
  expect(componentVersion(lock('1.4.2'))).not.toBe(componentVersion(lock('1.4.2', 'b')));
});
