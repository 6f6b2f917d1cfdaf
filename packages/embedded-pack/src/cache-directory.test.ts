import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { cacheDirectory } from './cache-directory.ts';

test.each([
  ['SENTINEL_CACHE_DIR comes first', { SENTINEL_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
  ['then a folder of ours in XDG_CACHE_HOME', { XDG_CACHE_HOME: '/b' }, '/b/deepsentinel'],
  ['then one in ~/.cache', {}, join(homedir(), '.cache/deepsentinel')],
  ['an empty variable counts as unset', { XDG_CACHE_HOME: '' }, join(homedir(), '.cache/deepsentinel')],
])('%s', (_, environment, expected) => {
  expect(cacheDirectory(environment)).toBe(expected);
});
