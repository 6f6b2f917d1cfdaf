import type { Box } from '@deepsentinel/inference-core';
import { describe, expect, it } from '@jest/globals';
import { clearMot } from './clear-mot.ts';
import { evaluateTracking } from './evaluate-tracking.ts';
import { type IdentifiedBox, joinFrames } from './frames.ts';
import { identityF1 } from './identity-f1.ts';

interface TrackedDetection extends IdentifiedBox {
  readonly confidence: number;
}

/** Makes Numerical Recipes' random number generator, which any language can reproduce in one line; 0 <= value < 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Makes twelve persons that walk about for 120 frames. Boxes tremble, are missed and invented; tracks are renamed and
 * exchanged.
 */
function randomScene(): { labels: Map<number, IdentifiedBox[]>; tracks: Map<number, TrackedDetection[]> } {
  const next = randomNumbers(2026);
  const boxAt = (x1: number, y1: number, height: number): Box => ({
    x1,
    y1,
    x2: x1 + 0.4 * height,
    y2: y1 + height,
  });
  const people = Array.from({ length: 12 }, (_, index) => ({
    id: index + 1,
    x: next() * 600,
    y: next() * 400,
    dx: (next() - 0.5) * 6,
    dy: (next() - 0.5) * 4,
    height: 60 + 40 * next(),
    first: 1 + Math.floor(next() * 40),
    last: 80 + Math.floor(next() * 41),
  }));
  const trackIds = people.map(({ id }) => id);
  let nextTrackId = 13;
  const labels = new Map<number, IdentifiedBox[]>();
  const tracks = new Map<number, TrackedDetection[]>();
  for (let frame = 1; frame <= 120; frame++) {
    const labeled: IdentifiedBox[] = [];
    const tracked: TrackedDetection[] = [];
    for (const [index, { id, x, y, dx, dy, height, first, last }] of people.entries()) {
      if (frame < first || frame > last) continue;
      labeled.push({ id, box: boxAt(x + dx * frame, y + dy * frame, height) });
      const change = next();
      if (change < 0.02) trackIds[index] = nextTrackId++;
      if (change > 0.98) {
        const other = (index + 1) % people.length;
        [trackIds[index], trackIds[other]] = [trackIds[other]!, trackIds[index]!];
      }
      const missed = next() < 0.1;
      const x1 = x + dx * frame + (next() - 0.5) * 0.3 * height;
      const y1 = y + dy * frame + (next() - 0.5) * 0.2 * height;
      const confidence = 0.2 + 0.8 * next();
      if (!missed) tracked.push({ id: trackIds[index]!, box: boxAt(x1, y1, height), confidence });
    }
    if (next() < 0.9) {
      const box = boxAt(next() * 600, next() * 400, 80);
      tracked.push({ id: 1000 + frame, box, confidence: next() * 0.6 });
    }
    labels.set(frame, labeled);
    tracks.set(
      frame,
      [...new Map(tracked.toReversed().map((track) => [track.id, track])).values()].toReversed(),
    );
  }
  return { labels, tracks };
}

const box = { x1: 0, y1: 0, x2: 10, y2: 10 };

describe('evaluateTracking', () => {
  // The figures come from a separate implementation in Python with numpy and scipy.optimize.linear_sum_assignment on the
  // same scene: py-motmetrics' matching, Ristani's square cost matrix with dummy nodes, VOC's cumulative maximum.
  it('agrees with an independent implementation on a disorderly scene', () => {
    const { labels, tracks } = randomScene();
    const measured = evaluateTracking(labels, tracks, tracks);
    expect(measured).toEqual({
      ap50: expect.closeTo(0.5327111043814146, 10),
      precision: expect.closeTo(0.6903765690376569, 10),
      recall: expect.closeTo(0.6839378238341969, 10),
      bestF1: {
        confidence: expect.closeTo(0.20149945840239525, 10),
        precision: expect.closeTo(0.7166123778501629, 10),
        recall: expect.closeTo(0.6839378238341969, 10),
        f1: expect.closeTo(0.6998939554612936, 10),
      },
      mota: expect.closeTo(0.3264248704663213, 10),
      motp: expect.closeTo(0.690396272632764, 10),
      idf1: expect.closeTo(0.30921395106715255, 10),
      idSwitches: 49,
      frames: 120,
    });
    const frames = joinFrames(labels, tracks);
    expect(clearMot(frames)).toMatchObject({ matches: 660, misses: 305, falsePositives: 296 });
    expect(identityF1(frames)).toMatchObject({
      idp: expect.closeTo(0.3106694560669456, 10),
      idr: expect.closeTo(0.3077720207253886, 10),
    });
  });

  it('evaluates the analyzed frames only', () => {
    const labels = new Map([1, 2, 3, 4].map((frame) => [frame, [{ id: 1, box }]]));
    const detections = new Map([
      [1, [{ box, confidence: 1 }]],
      [4, []],
    ]);
    const tracks = new Map([[1, [{ id: 7, box }]]]);
    expect(evaluateTracking(labels, detections, tracks)).toMatchObject({
      frames: 2,
      recall: 0.5,
      precision: 1,
      mota: 0.5,
    });
  });

  it('counts what is reported in a frame without labels as wrong', () => {
    const found = [{ id: 7, box, confidence: 1 }];
    const reported = new Map([
      [2, found],
      [1, found],
    ]);
    const measured = evaluateTracking(new Map([[1, [{ id: 1, box }]]]), reported, reported);
    expect(measured).toMatchObject({ precision: 0.5, recall: 1, mota: 0 });
  });

  it.each([
    {
      name: 'labels of other frames',
      labels: new Map([[9, [{ id: 1, box }]]]),
      tracks: new Map<number, IdentifiedBox[]>(),
      message:
        'None of the 1 analyzed frames has a label: the ground truth belongs to another video or is empty',
    },
    {
      name: 'tracks where nothing was analyzed',
      labels: new Map([[1, [{ id: 1, box }]]]),
      tracks: new Map([[2, [{ id: 7, box }]]]),
      message: 'Frame 2 has tracks but was not analyzed',
    },
    {
      name: 'a track in two places at once',
      labels: new Map([[1, [{ id: 1, box }]]]),
      tracks: new Map([
        [
          1,
          [
            { id: 7, box },
            { id: 7, box },
          ],
        ],
      ]),
      message: 'Frame 1 has two boxes of one track',
    },
  ])('refuses $name', ({ labels, tracks, message }) => {
    expect(() => evaluateTracking(labels, new Map([[1, []]]), tracks)).toThrow(new Error(message));
  });
});
