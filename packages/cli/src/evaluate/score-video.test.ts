import type { PersonDetection } from '@deepsentinel/inference-core';
import { expect, test } from '@jest/globals';
import { frameNumber } from './collect-detections.ts';
import { scoreVideo } from './score-video.ts';

const boxAt = (x1: number) => ({ x1, y1: 0, x2: x1 + 40, y2: 100 });
const person = (
  x1: number,
  { confidence, detectorConfidence }: { confidence: number; detectorConfidence: number },
): PersonDetection => ({
  box: boxAt(x1),
  confidence,
  detectorConfidence,
  highConfidence: confidence >= 0.5,
  orientationDegrees: 270,
});

/** Somebody walks to the right, 10 pixels a frame; beside them stands a coat rack that the detector takes for a person. */
function walkPastCoatRack() {
  const frames = Array.from({ length: 11 }, (_, index) => index + 1);
  return {
    labels: new Map(frames.map((frame) => [frame, [{ id: 7, box: boxAt(frame * 10) }]])),
    persons: new Map(
      frames.map((frame) => [
        frame,
        [
          person(frame * 10, { confidence: 0.8, detectorConfidence: 0.6 }),
          person(400, { confidence: 0.2, detectorConfidence: 0.7 }),
        ],
      ]),
    ),
    tracks: new Map(frames.map((frame) => [frame, [{ id: frame < 6 ? 1 : 2, box: boxAt(frame * 10) }]])),
    framesPerSecond: 20,
    truncated: false,
  };
}

test("sets the combined confidence beside the detector's own and counts only persons of high confidence as found", () => {
  const { labels, ...detections } = walkPastCoatRack();
  const figures = scoreVideo(labels, detections, { labelFps: 10, verticalStretch: 2 });
  expect(figures).toMatchObject({
    ap50: 1,
    bestF1: 1,
    precision: 1,
    recall: 1,
    frames: 11,
    framesPerSecond: 20,
  });
  expect(figures.ap50Detector).toBeCloseTo(0.5, 10);
  expect(figures.mota).toBeCloseTo(1 - 1 / 11, 10);
  expect(figures.idSwitches).toBe(1);
  expect(figures).toMatchObject({ orientationWithin45: 1, orientationObservations: 11 });
  expect(figures.orientationMedianError).toBeCloseTo(0, 10);
});

test('frames that were not analyzed are not evaluated', () => {
  const { labels, ...detections } = walkPastCoatRack();
  const everyThird = <T>(frames: Map<number, T>) => new Map([...frames].filter(([frame]) => frame % 3 === 1));
  const sampled = {
    ...detections,
    persons: everyThird(detections.persons),
    tracks: everyThird(detections.tracks),
  };
  expect(scoreVideo(labels, sampled, { labelFps: 10, verticalStretch: 2 })).toMatchObject({
    frames: 4,
    recall: 1,
  });
});

test.each([
  ['the first frame is number 1', 0, 10, 1],
  ['a rounded time finds its frame', 33, 29.97, 2],
  ['and a late one, too', 79_400, 10, 795],
])('%s', (_, timeMs, fps, expected) => {
  expect(frameNumber(timeMs, fps)).toBe(expected);
});
