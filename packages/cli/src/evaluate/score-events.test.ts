import type { TimedEvent } from '@deepsentinel/evaluation';
import { expect, test } from '@jest/globals';
import { scoreEvents } from './score-events.ts';

const collapse = (startSeconds: number, endSeconds: number): TimedEvent => ({
  type: 'collapse',
  startMs: startSeconds * 1000,
  endMs: endSeconds * 1000,
});

test('names the labels that were missed and the reports that fit no label', () => {
  const labels = new Map([
    ['fall.mp4', [collapse(3, 6), collapse(30, 33)]],
    ['daily.mp4', []],
  ]);
  const walking: TimedEvent = { type: 'walking', startMs: 0, endMs: 2000 };
  const reports = new Map([
    ['fall.mp4', [collapse(4, 9), walking]],
    ['daily.mp4', [collapse(1, 2)]],
  ]);
  const { types, misses, falseAlarms } = scoreEvents(labels, reports, new Map());
  expect(types).toEqual([
    {
      type: 'collapse',
      labels: 2,
      found: 1,
      recall: 0.5,
      startErrorMs: 1000,
      endErrorMs: 3000,
      reports: 2,
      falseAlarms: 1,
    },
  ]);
  expect(misses).toEqual([{ video: 'fall.mp4', ...collapse(30, 33) }]);
  expect(falseAlarms).toEqual([{ video: 'daily.mp4', ...collapse(1, 2) }]);
});

test('a report shortly before the label is no false alarm', () => {
  const { misses, falseAlarms } = scoreEvents(
    new Map([['a', [collapse(10, 12)]]]),
    new Map([['a', [collapse(8.5, 9)]]]),
    new Map([['a', 60_000]]),
  );
  expect([misses, falseAlarms]).toEqual([[], []]);
});
