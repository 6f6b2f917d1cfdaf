import { expect, test } from '@jest/globals';
import { jobNameOfRun, runIdOfJobName } from './job-name.ts';

const runId = '0b5a1c9e-8d43-4f6e-9a35-2f1f6a7f6c11';

test.each([
  ['videos/v-17/door.mp4', `analysis-door-${runId}`],
  ['영상.mp4', `analysis-_-${runId}`],
  ['.mp4', `analysis-video-${runId}`],
  [`${'a'.repeat(1000)}.mp4`, `analysis-${'a'.repeat(40)}-${runId}`],
])('the job of %s has a name that Batch takes and that leads back to its run', (key, name) => {
  expect(jobNameOfRun(runId, key)).toBe(name);
  expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/);
  expect(runIdOfJobName(name)).toBe(runId);
});

test.each(['nightly-report', `other-${runId}`, 'analysis-door-1'])('%s is none of ours', (name) => {
  expect(runIdOfJobName(name)).toBeNull();
});
