import { expect, test } from '@jest/globals';
import type { TimedEvent } from './event-labels.ts';
import { falseAlarmRate } from './false-alarm-rate.ts';

const report = (type: TimedEvent['type']): TimedEvent => ({ type, startMs: 0, endMs: 1000 });
const minutes = (count: number) => count * 60_000;

test('relates alarms on normal footage to its length; states and passages are no alarms', () => {
  const rate = falseAlarmRate([
    { durationMs: minutes(20), reports: [report('collapse'), report('walking'), report('entered')] },
    { durationMs: minutes(10), reports: [report('collapse'), report('theft')] },
  ]);
  expect(rate).toMatchObject({ hours: 0.5, falseAlarms: 3, perHour: 6, types: { collapse: 2, theft: 1 } });
  // Half of 7.754, the upper 95 % limit of a Poisson mean after three events (chi-squared with 8 degrees of freedom / 2).
  expect(rate.perHourAtMost).toBeCloseTo(7.7537 / 0.5, 2);
});

test('no alarm in short footage still allows many an hour', () => {
  const rate = falseAlarmRate([{ durationMs: minutes(3), reports: [] }]);
  expect(rate).toMatchObject({ falseAlarms: 0, perHour: 0, types: {} });
  expect(rate.perHourAtMost).toBeCloseTo(-Math.log(0.05) / 0.05, 6);
});

test('without normal footage there is no rate', () => {
  expect(falseAlarmRate([])).toMatchObject({ hours: 0, perHour: null, perHourAtMost: null });
});
