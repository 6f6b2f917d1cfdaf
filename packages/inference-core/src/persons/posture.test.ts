import { describe, expect, test } from '@jest/globals';
import type { Keypoint, KeypointName } from '../detection.ts';
import { standingBox, uprightPose } from '../testing/factories.ts';
import { classifyPosture, nearestQuarter, orientationDegrees } from './posture.ts';

type Overrides = Partial<Record<KeypointName, Partial<Keypoint>>>;

/** The joints of a body seen from behind: its left side is on the left of the picture. */
const fromBehind: Overrides = {
  leftShoulder: { x: 92 },
  rightShoulder: { x: 108 },
  leftHip: { x: 95 },
  rightHip: { x: 105 },
};
const inProfile = (noseX: number): Overrides => ({
  leftShoulder: { x: 100 },
  rightShoulder: { x: 100 },
  leftHip: { x: 100 },
  rightHip: { x: 100 },
  nose: { x: noseX },
  leftEye: { x: noseX },
  rightEye: { x: noseX },
});

describe('a body has the orientation', () => {
  test.each<[string, Overrides, number]>([
    ['180 when it faces the camera', {}, 180],
    ['0 when its back faces the camera', fromBehind, 0],
    ['90 when it faces image left', inProfile(85), 90],
    ['270 when it faces image right', inProfile(115), 270],
  ])('%s', (_case, overrides, degrees) => {
    const difference = Math.abs(orientationDegrees(uprightPose(100, 200, overrides)) - degrees);
    expect(Math.min(difference, 360 - difference)).toBeLessThan(10);
  });
});

test.each([
  [0, 0],
  [40, 0],
  [50, 90],
  [135, 180],
  [224, 180],
  [226, 270],
  [310, 270],
  [320, 0],
  [355, 0],
  [359.9, 0],
])('%d degrees are rounded to the quarter turn %d', (degrees, quarter) => {
  expect(nearestQuarter(degrees)).toBe(quarter);
});

/** A torso that leans over to the height of the hips. */
const level = (x: number): Overrides => ({
  leftShoulder: { x, y: 145 },
  rightShoulder: { x, y: 155 },
});
const ankles = (y: number): Overrides => ({ leftAnkle: { y }, rightAnkle: { y } });

describe('the posture', () => {
  const box = standingBox(100, 200);
  test.each<[string, Overrides, typeof box, string | undefined]>([
    ['an upright body', {}, box, 'standing'],
    ['knees at the height of the hips', { leftKnee: { y: 152 }, rightKnee: { y: 152 } }, box, 'sitting'],
    [
      'somebody on a bed who faces the camera, with knees a third of the way from hips to ankles',
      { leftKnee: { y: 166 }, rightKnee: { y: 166 } },
      box,
      'sitting',
    ],
    [
      'somebody under a camera that looks down steeply, with legs shorter than the torso',
      {
        leftKnee: { y: 163 },
        rightKnee: { y: 163 },
        leftAnkle: { y: 175 },
        rightAnkle: { y: 175 },
      },
      box,
      'standing',
    ],
    ['ankles just below the hips', { leftAnkle: { y: 165 }, rightAnkle: { y: 165 } }, box, 'sitting'],
    [
      'a torso bent forward',
      { leftShoulder: { x: 130, y: 125 }, rightShoulder: { x: 130, y: 125 } },
      box,
      'bending',
    ],
    ['a horizontal torso beside the ankles', { ...level(140), ...ankles(165) }, box, 'lying'],
    ['somebody who picks something up from the floor', level(132), box, 'bending'],
    [
      'somebody on a chair who does the same',
      { ...level(132), leftKnee: { y: 155 }, rightKnee: { y: 155 } },
      box,
      'sitting',
    ],
    [
      'somebody on the back with the feet to the camera and knees drawn up',
      {
        leftShoulder: { y: 136 },
        rightShoulder: { y: 136 },
        leftKnee: { y: 130 },
        rightKnee: { y: 130 },
        ...ankles(158),
      },
      { x1: 80, y1: 120, x2: 120, y2: 160 },
      'lying',
    ],
    ['a box much wider than high', {}, { x1: 0, y1: 100, x2: 200, y2: 200 }, 'lying'],
    [
      'hidden legs',
      {
        leftKnee: { confidence: 0.1 },
        rightKnee: { confidence: 0.1 },
        leftAnkle: { confidence: 0 },
        rightAnkle: { confidence: 0 },
      },
      box,
      undefined,
    ],
    [
      'hidden knees above ankles on the floor',
      { leftKnee: { confidence: 0.1 }, rightKnee: { confidence: 0.1 } },
      box,
      undefined,
    ],
    ['hidden hips', { leftHip: { confidence: 0.1 }, rightHip: { confidence: 0.1 } }, box, undefined],
  ])('of %s is classified', (_case, overrides, around, posture) => {
    expect(classifyPosture(uprightPose(100, 200, overrides), around)).toBe(posture);
  });
});
