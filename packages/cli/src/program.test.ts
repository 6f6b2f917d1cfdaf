import { expect, test } from '@jest/globals';
import { runSentinel } from './testing/run-sentinel.ts';

test('the help lists every command under one of four headings', async () => {
  const { stdout } = await runSentinel(['--help'], '.');
  const headings = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(['Options', 'Analyze', 'Run', 'Operate', 'Set up']);
});
