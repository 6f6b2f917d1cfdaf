import { retryStrategy } from '@deepsentinel/queue-contracts';
import { expect, test } from '@jest/globals';
import { type FailedAttempt, isRetried } from './evaluate-on-exit.ts';
import { type ExitCondition, registerDefinitionRequest } from './requests.ts';

const exited = (exitCode: number): FailedAttempt => ({
  exitCode,
  statusReason: 'Essential container in task exited',
});
const reclaimed: FailedAttempt = { statusReason: 'Host EC2 (instance i-0123456789abcdef0) terminated.' };
const notPulled: FailedAttempt = {
  reason: 'CannotPullContainerError: no basic auth credentials',
  statusReason: 'Task failed to start',
};

const retry = (conditions: Omit<ExitCondition, 'action'>): ExitCondition => ({
  ...conditions,
  action: 'retry',
});
const exit = (conditions: Omit<ExitCondition, 'action'>): ExitCondition => ({
  ...conditions,
  action: 'exit',
});

const ofTheTiers = registerDefinitionRequest.shape.retryStrategy.parse(retryStrategy).evaluateOnExit;
const notStarted = (statusReason: string): FailedAttempt => ({ statusReason });

const cases: [string, ExitCondition[], FailedAttempt, boolean][] = [
  ['no condition at all', [], exited(1), true],
  ['no condition that matches', [exit({ onExitCode: '2' })], exited(1), true],
  ['an exit code', [exit({ onExitCode: '1' })], exited(1), false],
  ['an exit code that only begins alike', [exit({ onExitCode: '1' })], exited(137), true],
  ['the beginning of an exit code', [exit({ onExitCode: '1*' })], exited(137), false],
  ['any exit code', [exit({ onExitCode: '*' })], exited(9), false],
  ['the first of two that match', [retry({ onExitCode: '1' }), exit({ onExitCode: '*' })], exited(1), true],
  ['the other order', [exit({ onExitCode: '*' }), retry({ onExitCode: '1' })], exited(1), false],
  ['one of two conditions', [exit({ onExitCode: '1', onReason: 'OutOfMemory*' })], exited(1), true],
  [
    'both of two conditions',
    [exit({ onExitCode: '137', onReason: 'OutOfMemory*' })],
    { exitCode: 137, reason: 'OutOfMemoryError: killed', statusReason: 'Essential container in task exited' },
    false,
  ],
  ['a whole status reason', [exit({ onStatusReason: 'Task failed to start' })], notPulled, false],
  ['a part of a status reason', [exit({ onStatusReason: 'Task failed' })], notPulled, true],
  ['another case', [exit({ onStatusReason: 'task failed*' })], notPulled, true],
  ['any reason, of a container that gives none', [exit({ onReason: '*' })], exited(1), false],
  ['an exit code, of a host that is gone', [exit({ onExitCode: '1*' })], reclaimed, true],
  ["the tiers' strategy and a reclaim", ofTheTiers, reclaimed, true],
  ["the tiers' strategy and an image that is not pulled", ofTheTiers, notPulled, true],
  ["the tiers' strategy and EX_TEMPFAIL", ofTheTiers, exited(75), true],
  ["the tiers' strategy and a host without its GPU", ofTheTiers, exited(71), true],
  ["the tiers' strategy and a host without space", ofTheTiers, exited(74), true],
  ["the tiers' strategy and Fargate Spot", ofTheTiers, notStarted('Your Spot Task was interrupted.'), true],
  [
    "the tiers' strategy and a network interface",
    ofTheTiers,
    notStarted('Timeout waiting for network interface provisioning to complete.'),
    true,
  ],
  [
    "the tiers' strategy and a secret that is not read",
    ofTheTiers,
    notStarted('ResourceInitializationError: unable to pull secrets or registry auth'),
    true,
  ],
  ["the tiers' strategy and a fault that lasts", ofTheTiers, exited(65), false],
  ["the tiers' strategy and a signal", ofTheTiers, exited(137), false],
];

test.each(cases)('%s', (_, evaluateOnExit, failed, expected) => {
  expect(isRetried({ attempts: 2, evaluateOnExit }, failed, 1)).toBe(expected);
});

test.each([
  [1, 1, false],
  [3, 2, true],
  [3, 3, false],
])('of %d attempts, after %d', (attempts, made, expected) => {
  expect(isRetried({ attempts, evaluateOnExit: [retry({ onExitCode: '*' })] }, exited(1), made)).toBe(
    expected,
  );
});
