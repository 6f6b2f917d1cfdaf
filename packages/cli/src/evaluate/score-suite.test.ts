import { expect, test } from '@jest/globals';
import type { FoundEvent } from './collect-findings.ts';
import { describeSuite } from './describe-suite.ts';
import type { AnalyzedVideo } from './score-sequence.ts';
import { scoreSuite } from './score-suite.ts';

const at = (x1: number) => ({ x1, y1: 100, x2: x1 + 40, y2: 200 });
const found = (type: FoundEvent['type'], trackId: number, startMs: number, endMs = startMs): FoundEvent => ({
  type,
  startMs,
  endMs,
  trackIds: [trackId],
  confidence: type === 'collapse' ? 0.6 : 0.9,
});

/** Somebody stands from 2 s to 6 s at the left border; the track breaks after 4 s. */
function brokenTrack(name: string): AnalyzedVideo {
  const times = [2000, 3000, 4000, 5000, 6000].map((timeMs) => ({ timeMs, box: at(0) }));
  return {
    labels: {
      name,
      path: name,
      people: [{ id: 1, stays: [[times[0]!, times[4]!]] }],
      states: [{ person: 1, state: 'standing', startMs: 2000, endMs: 6000 }],
      events: undefined,
    },
    findings: {
      durationMs: 10_000,
      frame: { width: 400, height: 300 },
      timesMs: [0, 1000, ...times.map(({ timeMs }) => timeMs), 7000],
      tracks: [
        { id: 1, boxes: times.slice(0, 3) },
        { id: 2, boxes: times.slice(3) },
      ],
      events: [
        found('entered', 1, 2000),
        found('left', 1, 4000),
        found('entered', 2, 5000),
        found('left', 2, 6000),
        found('standing', 1, 2000, 4000),
        found('sitting', 2, 5000, 6000),
      ],
    },
  };
}

/** A minute in which nothing happens, but the analysis reports a collapse of somebody who is not there. */
const quiet: AnalyzedVideo = {
  labels: { name: 'quiet.mp4', path: 'quiet.mp4', people: [], states: [], events: [] },
  findings: {
    durationMs: 60_000,
    frame: { width: 400, height: 300 },
    timesMs: [0],
    tracks: [],
    events: [found('collapse', 1, 30_000, 31_000)],
  },
};

/** One fall, found. */
const fall: AnalyzedVideo = {
  ...quiet,
  labels: {
    ...quiet.labels,
    name: 'fall.mp4',
    events: [{ type: 'collapse', startMs: 29_000, endMs: 32_000 }],
  },
};

test('scores people, passages, states, events and normal footage of several sequences', () => {
  const figures = scoreSuite([
    { name: 'broken', videos: [brokenTrack('a.mp4'), brokenTrack('b.mp4')] },
    { name: 'events', videos: [quiet, fall] },
  ]);
  const passages = { labeled: 2, found: 2, missed: 0, false: 2, falseInside: 0 };
  expect(figures.sequences.map(({ people }) => people)).toEqual([
    {
      people: 2,
      tracks: 4,
      tracking: { mota: 1 - 2 / 10, idf1: 0.6, idSwitches: 2, entered: passages, left: passages },
    },
    null,
  ]);
  expect(figures.states).toMatchObject({ observations: 10, accuracy: 0.6, statedAccuracy: 0.6 });
  expect(figures.sequences[1]!.states).toBeNull();
  expect(figures.events!.types).toEqual([
    {
      type: 'collapse',
      labels: 1,
      found: 1,
      recall: 1,
      startErrorMs: 1000,
      endErrorMs: 1000,
      reports: 2,
      falseAlarms: 1,
    },
  ]);
  expect(figures.normalFootage).toMatchObject({ falseAlarms: 1, types: { collapse: 1 } });
  expect(figures.normalFootage.perHour).toBeCloseTo(60, 10);
});

test('compares confidences with what the labels can tell right from wrong', () => {
  const { confidence } = scoreSuite([
    { name: 'broken', videos: [brokenTrack('a.mp4')] },
    { name: 'events', videos: [quiet, fall] },
  ]);
  const of = (type: string, reports: number, right: number) => ({
    ...{ type, reports, right },
    stated: expect.closeTo(type === 'collapse' ? 0.6 : 0.9, 9),
  });
  expect(confidence!.types).toEqual([
    of('collapse', 2, 0.5),
    of('entered', 2, 0.5),
    of('left', 2, 1),
    of('sitting', 1, 0),
    of('standing', 1, 1),
  ]);
  expect(confidence!.bins.map(({ from, count, right }) => [from, count, right])).toEqual([
    [0.5, 2, 0.5],
    [0.9, 6, expect.closeTo(4 / 6, 9)],
  ]);
});

test('prints a row for each sequence with labels', () => {
  const text = describeSuite(
    scoreSuite([
      { name: 'broken', videos: [brokenTrack('a.mp4')] },
      { name: 'events', videos: [quiet, fall] },
    ]),
  );
  expect(text).toMatch(/^broken +1 +2 +0\.800 +0\.600 +1 +1 of 1 +1 \(0\) +1 of 1 +1 \(0\)$/m);
  expect(text).toMatch(/^all +5 +0\.600 +0\.600$/m);
  expect(text).toMatch(/^standing +3 +0 +2 +0 +0 +0 +0$/m);
  expect(text).toMatch(/^collapse +1 +1 +1\.000 +1\.0 s +1\.0 s +1$/m);
  expect(text).toMatch(/^collapse +2 +0\.600 +0\.500$/m);
  expect(text).toMatch(/^0\.90 - 1\.00 +6 +0\.900 +0\.667$/m);
  expect(text).toContain('Calibration error 0.200, Brier score 0.273');
  expect(text).toContain(
    'Normal footage: 1 false alarm in 1.0 minutes (1 collapse); 60 an hour, at most 285 with 95 % confidence',
  );
  expect(text).not.toMatch(/^events/m);
});

test('without labels there are no figures but those of normal footage', () => {
  const nothing = { ...quiet, labels: { ...quiet.labels, events: undefined } };
  const figures = scoreSuite([{ name: 'nothing', videos: [nothing] }]);
  expect(describeSuite(figures)).toBe('Normal footage: none');
  expect(figures).toMatchObject({
    sequences: [{ name: 'nothing', people: null, states: null }],
    states: null,
    events: null,
    confidence: null,
    normalFootage: { hours: 0, perHour: null },
  });
});
