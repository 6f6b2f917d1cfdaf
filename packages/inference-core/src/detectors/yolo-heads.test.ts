import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Detection } from '../detection.ts';
import { paintedFrame } from '../testing/factories.ts';
import { loadSyntheticModel } from '../testing/model-stage.ts';
import { replayYolo } from '../testing/replay.ts';
import { yoloDetector } from './yolo.ts';

/** x1, y1, x2, y2 in the frame's pixels, confidence. */
const detectionsSchema = z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]));
const caseSchema = z.object({
  shape: z.tuple([z.int(), z.int()]),
  output: z.array(z.number()),
  labels: z.array(z.string()),
  frame: z.tuple([z.int(), z.int()]),
  persons: detectionsSchema,
  faces: detectionsSchema.nullable(),
});
const goldenSchema = z.object({
  input: z.tuple([z.int(), z.int()]),
  confidence: z.number(),
  iou: z.number(),
  cases: z.record(z.string(), caseSchema),
});
const golden = goldenSchema.parse(
  JSON.parse(await readFile(new URL('../../reference/golden/detector-heads.json', import.meta.url), 'utf8')),
);

const row = ({ box: { x1, y1, x2, y2 }, confidence }: Detection) => [x1, y1, x2, y2, confidence];

describe('the output of a YOLO head is decoded as by the reference', () => {
  test.each(Object.entries(golden.cases))('%s', async (_name, known) => {
    const { input, confidence, iou } = golden;
    const contract = replayYolo({ ...known, input, thresholds: { confidence, iou } });
    await using loaded = await loadSyntheticModel(contract, yoloDetector);
    const [width, height] = known.frame;
    const prepared = await loaded.stage.prepare(paintedFrame({ width, height }));
    const [detections] = await loaded.stage.detect([prepared]);
    // The reference's values are rounded to four digits.
    const close = (expected: readonly number[]) => expected.map((value) => expect.closeTo(value, 3));
    expect(detections!.persons.map(row)).toEqual(known.persons.map(close));
    expect(detections!.faces?.map(row) ?? null).toEqual(known.faces?.map(close) ?? null);
  });
});
