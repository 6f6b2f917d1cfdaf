import { describe, expect, test } from '@jest/globals';
import { batchJobSchema, jobOutcome } from './job-outcome.ts';

const job = (rest: object) =>
  batchJobSchema.parse({ jobId: 'j', jobName: 'n', jobQueue: 'q', status: 'FAILED', ...rest });

describe('the outcome of a job', () => {
  test('is that of its last attempt', () => {
    const attempts = [
      { container: { exitCode: 75, logStreamName: 'first' } },
      { container: { exitCode: 65, logStreamName: 'second' } },
    ];
    const statusReason = 'Essential container in task exited';
    expect(jobOutcome(job({ attempts, statusReason }))).toEqual({
      jobId: 'j',
      reason: statusReason,
      exitCode: 65,
      attempts: 2,
      logStream: 'second',
      isFinal: true,
    });
  });

  test.each([
    ['a host that went away', { statusReason: 'Host EC2 (instance i-0123) terminated.' }, false],
    [
      'a time limit',
      { statusReason: 'Job attempt duration exceeded timeout', container: { exitCode: 75 } },
      false,
    ],
    ['no heartbeat', { statusReason: 'no heartbeat for 300 seconds', isTerminated: true }, false],
    ['an operator', { statusReason: 'stuck', isTerminated: true, container: { exitCode: 75 } }, true],
    ['a full queue', { statusReason: 'CAPACITY', isCancelled: true }, true],
    ['no result', { status: 'SUCCEEDED', container: { exitCode: 0 } }, false],
    ['an unreadable video', { container: { exitCode: 65 } }, true],
    ['the killer of the kernel', { container: { exitCode: 137 } }, false],
  ])('by %s is final or not', (_case, detail, isFinal) => {
    expect(jobOutcome(job(detail))).toMatchObject({ isFinal });
  });

  test('of a host that went away has no exit code', () => {
    const statusReason = 'Host EC2 (instance i-0123) terminated.';
    expect(
      jobOutcome(job({ statusReason, attempts: [{ container: { logStreamName: 's' } }] })),
    ).toMatchObject({
      reason: statusReason,
      exitCode: null,
    });
  });

  test('of a job that never had a container says as much', () => {
    expect(jobOutcome(job({}))).toMatchObject({
      reason: 'Batch gives no reason',
      attempts: 1,
      logStream: null,
    });
  });
});
