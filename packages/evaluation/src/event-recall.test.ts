import { describe, expect, it } from '@jest/globals';
import type { TimedEvent } from './event-labels.ts';
import { eventRecall } from './event-recall.ts';

const event = (type: TimedEvent['type'], startSeconds: number, endSeconds: number): TimedEvent => ({
  type,
  startMs: startSeconds * 1000,
  endMs: endSeconds * 1000,
});
const collapse = (startSeconds: number, endSeconds: number) => event('collapse', startSeconds, endSeconds);

const score = (labeled: TimedEvent[], reported: TimedEvent[]) =>
  eventRecall(new Map([['a.mp4', labeled]]), new Map([['a.mp4', reported]]))[0];

describe('eventRecall', () => {
  it.each([
    { name: 'overlaps the label', report: collapse(9, 11), found: 1 },
    { name: 'began long before and lasts into the label', report: collapse(0, 10), found: 1 },
    { name: 'starts 2 s before the label and ends before it', report: collapse(8, 9), found: 1 },
    { name: 'starts 2 s after the end of the label', report: collapse(22, 30), found: 1 },
    { name: 'starts more than 2 s before the label', report: collapse(7.9, 9), found: 0 },
    { name: 'starts more than 2 s after the end of the label', report: collapse(22.1, 30), found: 0 },
    { name: 'is of another type', report: event('sitting', 10, 20), found: 0 },
  ])('finds $found of one when the report $name', ({ report, found }) => {
    expect(score([collapse(10, 20)], [report])).toMatchObject({ labels: 1, found, recall: found });
  });

  it('lets one report find one label only', () => {
    const result = score([collapse(0, 2), collapse(4, 6)], [collapse(0, 6)]);
    expect(result).toMatchObject({ labels: 2, found: 1, recall: 0.5, falseAlarms: 0 });
  });

  it('finds as many labels as the reports allow', () => {
    // The first report fits both labels, the second fits the first only.
    const result = score([collapse(0, 2), collapse(6, 8)], [collapse(1, 7), collapse(2, 3)]);
    expect(result).toMatchObject({ found: 2, falseAlarms: 0 });
  });

  it('calls no repeated report of the same event a false alarm, but one that fits nothing', () => {
    const result = score([collapse(10, 12)], [collapse(10, 11), collapse(11, 12), collapse(40, 41)]);
    expect(result).toMatchObject({ labels: 1, found: 1, reports: 3, falseAlarms: 1 });
  });

  it('counts reports in videos without events, of the labeled types only', () => {
    const labels = new Map([
      ['fall.mp4', [collapse(1, 2)]],
      ['chores.mp4', []],
    ]);
    const reports = new Map([
      ['fall.mp4', []],
      ['chores.mp4', [collapse(1, 2), event('walking', 0, 5)]],
      ['unlabeled.mp4', [collapse(1, 2)]],
    ]);
    expect(eventRecall(labels, reports)).toEqual([
      {
        type: 'collapse',
        labels: 1,
        found: 0,
        recall: 0,
        startErrorMs: null,
        endErrorMs: null,
        reports: 1,
        falseAlarms: 1,
      },
    ]);
  });

  it('keeps types apart', () => {
    const labels = new Map([['a.mp4', [event('sitting', 0, 5), collapse(5, 8), event('sitting', 20, 30)]]]);
    const reports = new Map([['a.mp4', [event('sitting', 1, 5), event('sitting', 6, 7), collapse(20, 30)]]]);
    expect(eventRecall(labels, reports)).toEqual([
      {
        type: 'collapse',
        labels: 1,
        found: 0,
        recall: 0,
        startErrorMs: null,
        endErrorMs: null,
        reports: 1,
        falseAlarms: 1,
      },
      {
        type: 'sitting',
        labels: 2,
        found: 1,
        recall: 0.5,
        startErrorMs: 1000,
        endErrorMs: 0,
        reports: 2,
        falseAlarms: 0,
      },
    ]);
  });

  it.each([
    { seconds: 20, early: 'two seconds', startSeconds: 8, found: 1 },
    { seconds: 12, early: 'more than a tenth of the video', startSeconds: 8.7, found: 0 },
    { seconds: 12, early: 'a tenth of the video', startSeconds: 8.8, found: 1 },
  ])(
    'finds $found of one in $seconds s when the report comes $early early',
    ({ seconds, startSeconds, found }) => {
      const labels = new Map([['a.mp4', [collapse(10, 11)]]]);
      const reports = new Map([['a.mp4', [collapse(startSeconds, 9)]]]);
      expect(eventRecall(labels, reports, new Map([['a.mp4', seconds * 1000]]))[0]!.found).toBe(found);
    },
  );

  it('tells by how much found events start and end too early or late, by the nearest report', () => {
    const labels = [collapse(10, 20), collapse(40, 50), collapse(70, 80)];
    const reports = [collapse(13, 20), collapse(10.5, 14), collapse(41, 50), collapse(68, 79)];
    expect(score(labels, reports)).toMatchObject({ found: 3, startErrorMs: 1000, endErrorMs: 1000 });
    expect(score(labels, reports.slice(0, 3))).toMatchObject({
      found: 2,
      startErrorMs: 750,
      endErrorMs: 3000,
    });
  });

  it('refuses to score a labeled video that was not analyzed', () => {
    const labels = new Map([['a.mp4', [collapse(10, 20)]]]);
    expect(() => eventRecall(labels, new Map())).toThrow('Video "a.mp4" is labeled but was not analyzed');
  });
});
