import type { Box } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { boxHeight } from '../box.ts';
import type { Detection } from '../detection.ts';
import { paintedFrame, standingBox, uprightPose } from '../testing/factories.ts';
import { initialPoseMemory, type PoseMemory, poseFollower } from './pose-follower.ts';
import { confidenceRule, poseRescorer } from './rescore-with-pose.ts';

const model = {
  thresholds: { confidence: 0.25, keep: 0.32, keepAlone: 0.55 },
} as unknown as Parameters<typeof poseRescorer>[0];
const picture = paintedFrame({ width: 64, height: 48 });

interface Step {
  readonly timeMs: number;
  readonly boxes: readonly Box[];
  readonly confidence?: number;
  /** Confidence of the joints that an estimate finds. */
  readonly joints?: number;
  readonly isSeated?: boolean;
  readonly needsJoints?: boolean;
  readonly clockJumps?: number;
}

/** Follows people through frames; the memory goes through JSON as at a checkpoint. */
async function follow(steps: readonly Step[]) {
  let poses: PoseMemory = initialPoseMemory;
  const frames = [];
  for (const {
    timeMs,
    boxes,
    confidence = 0.8,
    joints = 0.8,
    isSeated = false,
    needsJoints = false,
    clockJumps = 0,
  } of steps) {
    const estimated: Box[] = [];
    const estimator = {
      estimate: async (_frame: unknown, asked: readonly Box[]) => {
        estimated.push(...asked);
        return asked.map((box) => ({ pose: poseIn(box, joints, isSeated) }));
      },
    };
    const followed = poseFollower(poseRescorer(model, estimator), confidenceRule(model));
    const detections: Detection[] = boxes.map((box) => ({ box, confidence }));
    const frame = { ...picture, timeMs, clockJumps };
    const result = await followed(
      JSON.parse(JSON.stringify(poses)),
      { frame, detections: { persons: detections, faces: null } },
      () => needsJoints,
    );
    poses = result.poses;
    frames.push({ estimated: estimated.map((box) => boxes.indexOf(box)), persons: result.persons });
  }
  return frames;
}

function poseIn({ x1, x2, y2 }: Box, confidence: number, isSeated: boolean) {
  const names = ['leftKnee', 'rightKnee', 'leftAnkle', 'rightAnkle'] as const;
  const middle = (x1 + x2) / 2;
  const seated = Object.fromEntries(names.map((name) => [name, { x: middle + 20, y: y2 - 48 }]));
  const pose = uprightPose(middle, y2, isSeated ? seated : {});
  return Object.fromEntries(
    Object.entries(pose).map(([name, joint]) => [name, { ...joint, confidence }]),
  ) as typeof pose;
}

/** Ten frames at 5 a second. */
const everyFifth = (step: (index: number) => Omit<Step, 'timeMs'>): Step[] =>
  Array.from({ length: 10 }, (_, index) => ({ timeMs: index * 200, ...step(index) }));

/** Numbers of the frames in which somebody's joints were estimated. */
const looks = (frames: Awaited<ReturnType<typeof follow>>): number[] =>
  frames.flatMap(({ estimated }, index) => (estimated.length > 0 ? [index] : []));

const walker = (index: number) => standingBox(100 + 15 * index, 200);

test('joints of somebody who goes on walking are estimated thrice, then every 0.8 seconds, and walk along', async () => {
  const frames = await follow(everyFifth((index) => ({ boxes: [walker(index)] })));
  expect(looks(frames)).toEqual([0, 1, 2, 6]);
  const { persons } = frames[4]!;
  expect(persons[0]).toMatchObject({ posture: 'standing', poseAgeMs: 400, highConfidence: true });
  expect(persons[0]!.pose!.nose).toEqual({ x: 160, y: 108, confidence: 0.8 });
  expect(frames[6]!.persons[0]).not.toHaveProperty('poseAgeMs');
});

test('the head stays at the upper end of a box that grows', async () => {
  const frames = await follow(
    everyFifth((index) => ({ boxes: [standingBox(100, 200 + index, { height: 100 + index })] })),
  );
  const [person] = frames[5]!.persons;
  expect(boxHeight(person!.box)).toBe(105);
  expect(person!.pose!.nose.y).toBeCloseTo(100 + 10 * (105 / 102), 5);
});

describe('joints are estimated at once', () => {
  const standing = { boxes: [standingBox(100, 200)] };
  const atFourth = (step: Partial<Step>, others: Omit<Step, 'timeMs'> = standing) =>
    everyFifth((index) => (index === 4 ? { ...others, ...step } : others)).slice(0, 5);

  test.each<[string, readonly Step[]]>([
    ['of somebody who comes down', atFourth({ boxes: [standingBox(100, 200, { height: 80 })] })],
    ['of somebody who is wider than high', atFourth({ boxes: [standingBox(100, 200, { width: 105 })] })],
    ['of somebody who appears elsewhere', atFourth({ boxes: [standingBox(200, 200)] })],
    ['where two stand as close', atFourth({ boxes: [standingBox(92, 200), standingBox(108, 200)] })],
    ['where a rule needs them', atFourth({ needsJoints: true })],
    ['after the clock has jumped', atFourth({ clockJumps: 1 })],
    [
      'where they decide whether it is a person',
      atFourth({ confidence: 0.4, joints: 0.3 }, { ...standing, confidence: 0.4, joints: 0.3 }),
    ],
  ])('%s', async (_who, steps) => {
    expect((await follow(steps)).at(-1)!.estimated).not.toEqual([]);
  });

  test('after a pause', async () => {
    const frames = await follow([0, 200, 400, 1200].map((timeMs) => ({ timeMs, ...standing })));
    expect(looks(frames)).toEqual([0, 1, 2, 3]);
  });

  test('after an estimate that gave another posture', async () => {
    const frames = await follow(everyFifth((index) => ({ ...standing, isSeated: index === 6 })));
    expect(frames[6]!.persons[0]!.posture).toBe('sitting');
    expect(looks(frames)).toEqual([0, 1, 2, 6, 7, 8, 9]);
  });
});

test('somebody seated is looked at as seldom as somebody standing', async () => {
  const frames = await follow(everyFifth(() => ({ boxes: [standingBox(100, 200)], isSeated: true })));
  expect(looks(frames)).toEqual([0, 1, 2, 6]);
});

test('somebody who was seated and moves is looked at in every frame', async () => {
  const frames = await follow(everyFifth((index) => ({ boxes: [walker(index)], isSeated: true })));
  expect(looks(frames)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('two people who walk side by side keep their own joints', async () => {
  const frames = await follow(
    everyFifth((index) => ({ boxes: [walker(index), standingBox(150 + 15 * index, 200)] })),
  );
  expect(frames[4]!.estimated).toEqual([]);
  expect(frames[4]!.persons.map(({ pose }) => pose!.nose.x)).toEqual([160, 210]);
});

test('a wall that was taken for a person once is not asked again at every frame', async () => {
  const wall = { x1: 20, y1: 100, x2: 120, y2: 160 };
  const step = { boxes: [wall], confidence: 0.3, joints: 0.05 };
  const frames = await follow([...Array(13).keys()].map((index) => ({ timeMs: index * 200, ...step })));
  expect(looks(frames)).toEqual([0, 11]);
  expect(frames.every(({ persons }) => !persons[0]!.highConfidence)).toBe(true);
});
