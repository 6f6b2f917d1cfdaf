import { readFile } from 'node:fs/promises';
import type { Box } from '@deepsentinel/queue-contracts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { cocoKeypoints } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { readPeople } from '../testing/people.ts';
import type { AttributeSample } from './estimators.ts';
import { bodyRegion, poseOfHeatmaps, writeBody } from './mebow.ts';
import { sampleDecoder } from './mivolo.ts';
import { bodyCrop, personCrops, writePerson } from './mivolo-crops.ts';
import { pairFaces } from './rescore-with-pose.ts';

/** Golden values of reference/persons_reference.py. */
const golden = async <Value>(name: string): Promise<Value> =>
  JSON.parse(await readFile(new URL(`../../reference/golden/${name}`, import.meta.url), 'utf8')) as Value;

type Corners = readonly [x1: number, y1: number, x2: number, y2: number];
const box = ([x1, y1, x2, y2]: Corners): Box => ({ x1, y1, x2, y2 });

/** One gray level, in standard deviations of the colors that ImageNet spreads least. */
const grayLevel = 1 / (255 * 0.224);

interface MivoloGolden {
  readonly sampleStep: number;
  readonly subjects: readonly {
    readonly name: string;
    readonly body: Corners;
    readonly face: Corners | null;
    readonly others: readonly Corners[];
    readonly faces: readonly Corners[];
    readonly side: number;
    readonly bodySize: readonly [number, number] | null;
    readonly tensor: readonly number[] | null;
  }[];
  readonly answers: Readonly<Record<'minAge' | 'maxAge' | 'avgAge', number>> & {
    readonly outputs: readonly (readonly number[])[];
    readonly samples: readonly AttributeSample[];
  };
}

interface MebowGolden {
  readonly sampleStep: number;
  readonly crops: readonly { readonly box: Corners; readonly tensor: readonly number[] }[];
  readonly joints: readonly {
    readonly box: Corners;
    readonly cells: readonly (readonly [joint: number, row: number, column: number, heat: number])[];
    readonly coldJoint: number;
    readonly joints: readonly (readonly [x: number, y: number, confidence: number])[];
  }[];
}

const mivolo = await golden<MivoloGolden>('persons-mivolo.json');
const mebow = await golden<MebowGolden>('persons-mebow.json');

let frame: Frame;
beforeAll(async () => {
  frame = await readPeople();
});

/** Largest difference from every so manieth value of a tensor. */
function largestDifference(tensor: Float32Array, samples: readonly number[], step: number): number {
  expect(samples).toHaveLength(Math.ceil(tensor.length / step));
  return Math.max(...samples.map((value, index) => Math.abs(value - tensor[index * step]!)));
}

describe('MiVOLO equals the reference', () => {
  test.each(mivolo.subjects)('in the crops of a person $name ($side pixels)', (subject) => {
    const bodies = [subject.body, ...subject.others].map(box);
    const scene = { frame, bodies, faces: subject.faces.map(box) };
    const body = bodyCrop(scene, box(subject.body));
    expect(body && [body.width, body.height]).toEqual(subject.bodySize);
    const crops = personCrops(scene, { body: box(subject.body), face: subject.face && box(subject.face) });
    expect(crops === null).toBe(subject.tensor === null);
    if (!crops) return;
    const tensor = new Float32Array(6 * subject.side ** 2);
    writePerson(crops, tensor, subject.side);
    // OpenCV's weights have 11 bits and its colors are whole levels; ours are not rounded.
    expect(largestDifference(tensor, subject.tensor!, mivolo.sampleStep)).toBeLessThan(grayLevel);
  });

  test('in decoding gender and age', () => {
    const { outputs, samples, ...constants } = mivolo.answers;
    const decode = sampleDecoder({
      directory: '/pack',
      slot: 'attributes',
      family: 'mivolo',
      networks: {},
      assets: {},
      labels: ['male', 'female'],
      thresholds: {},
      constants,
      options: {},
      license: { name: 'none', commercialUse: true },
      source: 'none',
    });
    for (const [index, output] of outputs.entries()) {
      const { male, ageYears } = decode(Float32Array.from(output));
      expect(male).toBeCloseTo(samples[index]!.male, 4);
      expect(ageYears).toBeCloseTo(samples[index]!.ageYears, 3);
    }
  });
});

test('faces are assigned to bodies as by the reference', async () => {
  type Pairs = { bodies: Corners[]; faces: Corners[]; paired: (number | null)[] }[];
  for (const { bodies, faces, paired } of await golden<Pairs>('persons-pairs.json')) {
    const detection = (corners: Corners) => ({ box: box(corners), confidence: 0.9 });
    const detected = faces.map(detection);
    const assigned = pairFaces(bodies.map(detection), detected);
    expect(assigned.map((face) => face && detected.indexOf(face))).toEqual(paired);
  }
});

describe('MEBOW equals the reference', () => {
  test.each(mebow.crops)('in the crop of the box $box', ({ box: corners, tensor: samples }) => {
    const tensor = new Float32Array(3 * 256 * 192);
    writeBody(frame, bodyRegion(box(corners)), tensor);
    // OpenCV's `warpAffine` places pixels to a 32nd: at an edge from black to white half of that is four levels.
    expect(largestDifference(tensor, samples, mebow.sampleStep)).toBeLessThan(5 * grayLevel);
  });

  test.each(mebow.joints)('in the joints of the box $box', ({ box: corners, cells, coldJoint, joints }) => {
    const heatmaps = new Float32Array(17 * 64 * 48);
    for (const [joint, row, column, heat] of cells) heatmaps[(joint * 64 + row) * 48 + column] = heat;
    heatmaps.fill(-0.2, coldJoint * 64 * 48, (coldJoint + 1) * 64 * 48);
    const { x, y, step } = bodyRegion(box(corners));
    const pose = poseOfHeatmaps(heatmaps, { columns: 48, rows: 64, x, y, step: 4 * step });
    for (const [index, name] of cocoKeypoints.entries()) {
      const [expectedX, expectedY, confidence] = joints[index]!;
      expect(pose[name].x).toBeCloseTo(expectedX, 2);
      expect(pose[name].y).toBeCloseTo(expectedY, 2);
      expect(pose[name].confidence).toBeCloseTo(confidence, 3);
    }
  });
});
