import type { Box } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { boxHeight, boxWidth } from '../box.ts';
import { cocoKeypoints, type KeypointName, type PersonDetection, type Pose } from '../detection.ts';
import { person, standingBox, uprightPose } from '../testing/factories.ts';
import { headRegion, headRegions } from './head-box.ts';

const box = standingBox(200, 300);
const headBox = (subject: PersonDetection): Box => headRegion(subject).box;
const headJoints: readonly KeypointName[] = ['nose', 'leftEye', 'rightEye', 'leftEar', 'rightEar'];

function holds(outer: Box, inner: Box): boolean {
  return outer.x1 <= inner.x1 && outer.y1 <= inner.y1 && outer.x2 >= inner.x2 && outer.y2 >= inner.y2;
}

/** A pose whose head joints have the given confidence. */
const headAt = (confidence: number, names = headJoints): Pose =>
  uprightPose(200, 300, Object.fromEntries(names.map((name) => [name, { confidence }])));

/** The same pose, moved and scaled about the feet. */
function transformed(pose: Pose, change: (x: number, y: number) => readonly [number, number]): Pose {
  const entries = cocoKeypoints.map((name) => {
    const [x, y] = change(pose[name].x, pose[name].y);
    return [name, { ...pose[name], x, y }];
  });
  return Object.fromEntries(entries) as Pose;
}

describe('a head whose joints are confident', () => {
  /** From the crown to the chin of the factory's upright body. */
  const head = { x1: 193, y1: 200, x2: 207, y2: 215 };

  test('is covered with a margin, and the body is not', () => {
    const covered = headBox(person({ box, pose: headAt(0.8) }));
    expect(holds(covered, head)).toBe(true);
    expect(covered.y2).toBeLessThan(230);
  });

  test('is covered when the box shows no more of the body than the bust', () => {
    const bust = { x1: 185, y1: 198, x2: 215, y2: 228 };
    expect(holds(headBox(person({ box: bust, pose: headAt(0.8) })), head)).toBe(true);
  });

  test.each([
    ['both eyes', ['nose', 'leftEar', 'rightEar']],
    ['nose and an ear', ['leftEye', 'rightEye', 'rightEar']],
  ] as const)('is covered when only %s are confident', (_seen, unsure) => {
    expect(holds(headBox(person({ box, pose: headAt(0.1, [...unsure]) })), head)).toBe(true);
  });

  test('is covered wherever it lies', () => {
    const pose = transformed(uprightPose(0, 0), (x, y) => [300 - y, 200 + x]);
    const lying = { x1: 300, y1: 180, x2: 400, y2: 220 };
    const covered = headBox(person({ box: lying, pose, posture: 'lying' }));
    expect(holds(covered, { x1: 386, y1: 193, x2: 400, y2: 207 })).toBe(true);
    expect(covered.x1).toBeGreaterThan(350);
  });

  test('does not keep the head of somebody upright from being covered when it seems to be at the feet', () => {
    const upsideDown = transformed(uprightPose(200, 300), (x, y) => [x, 500 - y]);
    const covered = headBox(person({ box, pose: upsideDown, posture: 'standing' }));
    expect(holds(covered, head)).toBe(true);
    expect(covered.y2).toBeGreaterThan(292);
  });
});

describe('without confident joints of the head', () => {
  const unsure = headAt(0.1);
  const wide = { x1: 100, y1: 250, x2: 200, y2: 290 };
  const cases: readonly (readonly [string, Partial<PersonDetection>])[] = [
    ['a lying body', { box: wide, pose: unsure, posture: 'lying' }],
    ['a lying body whose joints are a little confident', { box: wide, pose: headAt(0.4), posture: 'lying' }],
    ['a lying body in a narrow box', { box, pose: unsure, posture: 'lying' }],
    ['a bending body', { box, pose: unsure, posture: 'bending' }],
    ['a body wider than high', { box: wide, pose: unsure, posture: 'sitting' }],
    ['a body wider than high whose joints are upright', { box: wide, pose: headAt(0.8) }],
  ];

  test.each(cases)('%s is covered wholly', (_name, overrides) => {
    const subject = person(overrides);
    expect(holds(headBox(subject), subject.box)).toBe(true);
  });

  test.each(cases)('%s can still be made out: its squares are of the size for a head', (_name, overrides) => {
    const { box: covered, headHeight } = headRegion(person(overrides));
    expect(headHeight).toBeGreaterThanOrEqual(boxHeight(box) / 8);
    expect(headHeight).toBeLessThan(boxHeight(box) / 4);
    expect(Math.max(boxWidth(covered), boxHeight(covered)) / (headHeight / 4)).toBeGreaterThan(16);
  });

  test('a body that lies along the line of sight is taken for larger than its box, by its shoulders', () => {
    const joints = transformed(unsure, (x, y) => [x, 300 - (300 - y) * 0.4]);
    const subject = person({ box: { x1: 180, y1: 255, x2: 220, y2: 300 }, pose: joints, posture: 'lying' });
    expect(headRegion(subject).headHeight).toBeGreaterThanOrEqual(8);
  });

  test('a head that looks over a shelf, without legs, is covered in four squares', () => {
    const noLegs = Object.fromEntries(
      cocoKeypoints.map((name) => [name, { ...unsure[name], confidence: 0.1 }]),
    ) as Pose;
    for (const posture of ['lying', 'standing'] as const) {
      const { headHeight } = headRegion(person({ box: wide, pose: noLegs, posture }));
      expect(headHeight).toBe(boxHeight(wide));
    }
  });

  test('the upper part of an upright body is covered in its whole width and above', () => {
    const covered = headBox(person({ box, pose: unsure }));
    expect(holds(covered, { ...box, y2: box.y1 + 25 })).toBe(true);
    expect(boxHeight(covered)).toBeLessThan(boxHeight(box) / 2);
    expect(covered.y1).toBeLessThan(box.y1);
  });

  test('the same goes for a pack without a pose model', () => {
    const { posture: _unknown, ...noPose } = person({ box });
    expect(headRegion(noPose)).toEqual(headRegion(person({ box, pose: unsure })));
  });

  test('a bust is covered further down than a whole body', () => {
    const bust = { x1: 180, y1: 200, x2: 220, y2: 245 };
    const covered = headBox(person({ box: bust, pose: unsure }));
    expect(covered.y2 - bust.y1).toBeGreaterThan(boxHeight(bust) / 2);
    expect(boxWidth(covered)).toBeGreaterThanOrEqual(boxWidth(bust));
  });
});

test('a face that the detector saw is covered, whatever the body says, and of nobody else, too', () => {
  const onChest = { x1: 190, y1: 250, x2: 205, y2: 268 };
  const alone = { x1: 20, y1: 20, x2: 40, y2: 45 };
  const covered = headRegions([person({ box })], [onChest, alone]).map((region) => region.box);
  expect(covered.some((cover) => holds(cover, onChest))).toBe(true);
  expect(covered.some((cover) => holds(cover, alone) && boxWidth(cover) > boxWidth(alone))).toBe(true);
});

test('the squares of a head are those of its size, however much of the picture it takes up', () => {
  const regions = [1, 3].map((scale) => {
    const pose = transformed(headAt(0.8), (x, y) => [x * scale, y * scale]);
    const { x1, y1, x2, y2 } = box;
    const scaled = { x1: x1 * scale, y1: y1 * scale, x2: x2 * scale, y2: y2 * scale };
    return headRegion(person({ box: scaled, pose, posture: 'bending' }));
  });
  expect(regions[0]!.headHeight).toBeGreaterThan(100 / 8);
  expect(regions[0]!.headHeight).toBeLessThan(100 / 5);
  expect(regions[1]!.headHeight).toBeCloseTo(3 * regions[0]!.headHeight, 6);
});
