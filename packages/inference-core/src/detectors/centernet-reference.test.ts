import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Detection } from '../detection.ts';
import { paintedFrame } from '../testing/factories.ts';
import { loadSyntheticModel } from '../testing/model-stage.ts';
import { replayOutputs } from '../testing/replay.ts';
import { centernetDetector } from './centernet.ts';

const gridSize = 128;
/** Golden values of reference/embedded_reference.py. */
const headSchema = z.object({
  frame: z.tuple([z.int(), z.int()]),
  confidence: z.number(),
  /** Row, column, heat, and the distances of the left, upper, right and lower side; all other cells are zero. */
  cells: z.array(z.array(z.number()).length(7)),
  /** x1, y1, x2, y2 in the frame's pixels, confidence. */
  persons: z.array(z.array(z.number()).length(5)),
});
type Head = z.infer<typeof headSchema>;
const golden = new URL('../../reference/golden/embedded-centernet.json', import.meta.url);
const heads = z.array(headSchema).parse(JSON.parse(await readFile(golden, 'utf8')));

function replayHeads(replayed: readonly Head[]) {
  const heatmap = new Float32Array(replayed.length * gridSize ** 2);
  const ltrb = new Float32Array(4 * heatmap.length);
  for (const [picture, { cells }] of replayed.entries()) {
    for (const [row, column, heat, ...sides] of cells) {
      const cell = (picture * gridSize + row!) * gridSize + column!;
      heatmap[cell] = heat!;
      ltrb.set(sides, 4 * cell);
    }
  }
  const grid = [replayed.length, gridSize, gridSize];
  const onnx = replayOutputs([replayed.length, 512, 512, 3], {
    heatmap: { shape: [...grid, 1], values: heatmap },
    ltrb: { shape: [...grid, 4], values: ltrb },
  });
  return {
    entry: {
      slot: 'detector' as const,
      family: 'centernet',
      labels: ['person'],
      thresholds: { confidence: 0.25, iou: 0.6 },
      constants: {},
      options: {},
    },
    networks: { model: { file: 'replay.onnx', onnx } },
    assets: {},
  };
}

describe('the heat map of CenterNet is decoded as by the reference', () => {
  test.each(heads)('in a frame of $frame at a confidence of $confidence', async (head) => {
    await using loaded = await loadSyntheticModel(replayHeads([head]), centernetDetector);
    const [width, height] = head.frame;
    const prepared = await loaded.stage.prepare(paintedFrame({ width, height }));
    const [detections] = await loaded.stage.detect([prepared], head.confidence);
    expectPersons(detections!.persons, head.persons);
  });

  test('picture by picture of a batch', async () => {
    const batch = heads.filter(({ confidence }) => confidence === 0.25);
    await using loaded = await loadSyntheticModel(replayHeads(batch), centernetDetector);
    const frames = batch.map(({ frame: [width, height] }) => paintedFrame({ width, height }));
    const detections = await loaded.stage.detect(await Promise.all(frames.map(loaded.stage.prepare)));
    expect(detections).toHaveLength(2);
    for (const [index, { persons }] of batch.entries()) expectPersons(detections[index]!.persons, persons);
  });
});

function expectPersons(detections: readonly Detection[], persons: Head['persons']) {
  const rows = detections.map(({ box: { x1, y1, x2, y2 }, confidence }) => [x1, y1, x2, y2, confidence]);
  // The reference's values are rounded to four digits.
  expect(rows).toEqual(persons.map((row) => row.map((value) => expect.closeTo(value, 3))));
}
