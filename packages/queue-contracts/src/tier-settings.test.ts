import { expect, test } from '@jest/globals';
import { dispatcherTimeoutSeconds, queueSettings } from './queue-settings.ts';
import { retryStrategy } from './retry-strategy.ts';
import { tierSettings } from './tier-settings.ts';
import { tiers } from './tiers.ts';

test('a message stays hidden six times as long as the dispatcher may take', () => {
  expect(queueSettings.visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * dispatcherTimeoutSeconds);
});

test('tiers share no queue and no job definition, and the dearer one is served first', () => {
  const names = tiers.flatMap((tier) => {
    const { requestQueue, deadLetterQueue, jobQueue, jobDefinition } = tierSettings[tier];
    return [requestQueue, deadLetterQueue, jobQueue, jobDefinition];
  });
  expect(new Set(names).size).toBe(names.length);
  const priorities = tiers.map((tier) => tierSettings[tier].priority);
  expect(priorities).toEqual(priorities.toSorted((a, b) => a - b));
});

test('only a tier with a GPU runs on one', () => {
  for (const tier of tiers) expect(tierSettings[tier].device === 'cuda').toBe(tierSettings[tier].gpus > 0);
});

test('only a container that ended by itself is not retried, and Batch takes the conditions', () => {
  const exits = retryStrategy.evaluateOnExit.filter(({ action }) => action === 'EXIT');
  expect(exits).toEqual([{ onStatusReason: 'Essential container in task exited*', action: 'EXIT' }]);
  expect(retryStrategy.evaluateOnExit.at(-1)).toBe(exits[0]);
  expect(retryStrategy.evaluateOnExit.length).toBeLessThanOrEqual(5);
});
