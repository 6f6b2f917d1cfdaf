import { readFile } from 'node:fs/promises';
import type { Box } from '@deepsentinel/queue-contracts';
import type { SyntheticModel } from '@deepsentinel/synthetic-pack';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { cocoKeypoints, type KeypointName, type Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { uprightPose } from '../testing/factories.ts';
import { loadSyntheticModel } from '../testing/model-stage.ts';
import { readPeople } from '../testing/people.ts';
import { replayOutputs } from '../testing/replay.ts';
import { blazefaceDetector } from './blazeface.ts';
import { faceresEstimator } from './faceres.ts';
import { movenetEstimator } from './movenet.ts';
import { orientationDegrees } from './posture.ts';

type Corners = readonly [x1: number, y1: number, x2: number, y2: number];
type Point = readonly [x: number, y: number];

/** Golden values of reference/embedded_reference.py... */
interface Golden {
  readonly faces: readonly {
    /** Index, logit, center's offset x and y, width, height; all other anchors are far below. */
    readonly anchors: readonly (readonly [index: number, logit: number, ...values: number[]])[];
    readonly square: readonly [left: number, top: number, side: number];
    readonly face: readonly [...Corners, confidence: number] | null;
  }[];
  readonly poses: readonly {
    readonly box: Corners;
    readonly places: readonly (readonly [y: number, x: number])[];
    /** Where in the input the network finds its confidences. */
    readonly pixels: readonly number[];
    readonly joints: readonly (readonly [...Point, confidence: number])[];
  }[];
  readonly attributes: readonly {
    readonly face: Corners;
    readonly ages: readonly number[];
    /** Where in the input the network finds `male`. */
    readonly pixel: number;
    readonly male: number;
    readonly ageYears: number;
  }[];
}
/** ...and of reference/orientation_reference.py. */
interface TurnedBody {
  readonly degrees: number;
  /** From how far above it is seen. */
  readonly tilt: number;
  /** Nose, eyes, ears, shoulders and hips, left before right. */
  readonly joints: readonly Point[];
}
const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../reference/golden/${name}`, import.meta.url), 'utf8'));
const { faces, poses, attributes } = (await read('embedded-persons.json')) as Golden;
const bodies = (await read('embedded-orientations.json')) as readonly TurnedBody[];

const box = ([x1, y1, x2, y2]: Corners): Box => ({ x1, y1, x2, y2 });
/** Half a gray level, by which the network's input is rounded, and what is left of the reference's rounding. */
const halfLevel = 0.51 / 255;

let frame: Frame;
beforeAll(async () => {
  frame = await readPeople();
});

type Slot = SyntheticModel['entry']['slot'];
const replay = (slot: Slot, size: number, outputs: Parameters<typeof replayOutputs>[1]): SyntheticModel => ({
  entry: {
    slot,
    family: slot,
    labels: [],
    thresholds: { confidence: 0.5, iou: 0.3 },
    constants: {},
    options: {},
  },
  networks: { model: { file: 'replay.onnx', onnx: replayOutputs([1, size, size, 3], outputs) } },
  assets: {},
});

describe('BlazeFace finds the face of the reference', () => {
  const anchors = 512 + 384;

  test.each(faces)('in the square $square', async ({ anchors: known, square: [x, y, side], face }) => {
    const logits = new Float32Array(anchors).fill(-20);
    const values = new Float32Array(16 * anchors);
    for (const [index, logit, ...numbers] of known) {
      logits[index] = logit;
      values.set(numbers, 16 * index);
    }
    const contract = replay('faces', 256, {
      score16: { shape: [1, 512, 1], values: logits.subarray(0, 512) },
      score32: { shape: [1, 384, 1], values: logits.subarray(512) },
      reg16: { shape: [1, 512, 16], values: values.subarray(0, 16 * 512) },
      reg32: { shape: [1, 384, 16], values: values.subarray(16 * 512) },
    });
    await using loaded = await loadSyntheticModel(contract, blazefaceDetector);
    const [found] = await loaded.stage.detect(frame, { x, y, side });
    const row = found ? [found.box.x1, found.box.y1, found.box.x2, found.box.y2, found.confidence] : null;
    // The reference's values are rounded to five digits.
    expect(row).toEqual(face?.map((value) => expect.closeTo(value, 3)) ?? null);
  });
});

describe('MoveNet finds the joints of the reference in its crop', () => {
  test.each(poses)('around the box $box', async ({ box: corners, places, pixels, joints }) => {
    const contract = replay('pose', 192, {
      keypoints: {
        shape: [1, 1, 17, 3],
        values: Float32Array.from(places.flatMap(([y, x]) => [y, x, 0])),
        sees: pixels.map((inputIndex, joint) => ({ element: 3 * joint + 2, inputIndex })),
      },
    });
    await using loaded = await loadSyntheticModel(contract, movenetEstimator);
    const [estimate] = await loaded.stage.estimate(frame, [box(corners)]);
    for (const [index, [x, y, confidence]] of joints.entries()) {
      const joint = estimate!.pose[cocoKeypoints[index]!];
      expect(joint.x).toBeCloseTo(x, 3);
      expect(joint.y).toBeCloseTo(y, 3);
      expect(Math.abs(joint.confidence - confidence)).toBeLessThan(halfLevel);
    }
  });
});

describe('FaceRes estimates the age and gender of the reference in its crop', () => {
  test.each(attributes)('around the face $face', async ({ face, ages, pixel, male, ageYears }) => {
    const contract = replay('attributes', 224, {
      age: { shape: [1, 100], values: Float32Array.from(ages) },
      male: { shape: [1, 1], values: new Float32Array(1), sees: [{ element: 0, inputIndex: pixel }] },
    });
    await using loaded = await loadSyntheticModel(contract, faceresEstimator);
    const subject = { body: box(face), face: box(face) };
    const [sample] = await loaded.stage.estimate({ frame, bodies: [], faces: [] }, [subject]);
    expect(sample!.ageYears).toBeCloseTo(ageYears, 3);
    expect(Math.abs(sample!.male - male)).toBeLessThan(halfLevel);
  });
});

describe('the orientation computed from joints', () => {
  const named = [...cocoKeypoints.slice(0, 7), 'leftHip', 'rightHip'] as const satisfies KeypointName[];
  const poseOf = (joints: readonly Point[]): Pose =>
    uprightPose(
      300,
      400,
      Object.fromEntries(named.map((name, index) => [name, { x: joints[index]![0], y: joints[index]![1] }])),
    );
  const apart = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);

  const orientations = bodies.map(({ joints }) => orientationDegrees(poseOf(joints)));

  test('is close to that of a body turned in steps, seen from the front and from above', () => {
    const errors = bodies.map(({ degrees }, index) => apart(orientations[index]!, degrees));
    // Shoulders seen half from the side still count as seen from the front: at 60 degrees the error is largest.
    expect(Math.max(...errors)).toBeLessThan(24);
    const errorsInQuarters = errors.filter((_error, index) => bodies[index]!.degrees % 90 === 0);
    expect(Math.max(...errorsInQuarters)).toBeLessThan(0.1);
  });

  test('is mirrored with the body', () => {
    for (const [index, { degrees, tilt }] of bodies.entries()) {
      const mirrored = bodies.findIndex(
        (body) => body.tilt === tilt && body.degrees === (360 - degrees) % 360,
      );
      expect(apart(360 - orientations[mirrored]!, orientations[index]!)).toBeLessThan(0.1);
    }
  });
});
