import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { z } from 'zod';
import type { Frame } from '../frame.ts';
import { paintedFrame } from '../testing/factories.ts';
import { fitLetterbox } from './letterbox.ts';
import { writeLetterbox } from './write-letterbox.ts';

const golden = new URL('../../reference/golden/', import.meta.url);
const caseSchema = z.object({
  part: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  input: z.tuple([z.int(), z.int()]),
  geometry: z.object({
    scale: z.number(),
    width: z.int(),
    height: z.int(),
    left: z.int(),
    top: z.int(),
    right: z.int(),
    bottom: z.int(),
  }),
  /** Gray levels of all channels in parts of 5 x 4 pixels. */
  windows: z.array(z.object({ left: z.int(), top: z.int(), levels: z.array(z.int()).length(3 * 4 * 5) })),
});
type Case = z.infer<typeof caseSchema>;
const cases = z
  .record(z.string(), caseSchema)
  .parse(JSON.parse(await readFile(new URL('detector-letterbox.json', golden), 'utf8')));

async function regionOfFrame([left, top, width, height]: Case['part']): Promise<Frame> {
  const data = await sharp(await readFile(new URL('detector-frame.png', golden)))
    .extract({ left, top, width, height })
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width, height, timeMs: 0 };
}

function valuesInWindow(
  data: Float32Array,
  { left, top }: Case['windows'][number],
  [width, height]: Case['input'],
): number[] {
  const at = (channel: number, row: number, column: number) =>
    data[(channel * height + top + row) * width + left + column]!;
  return Array.from({ length: 3 * 4 * 5 }, (_, index) =>
    at(Math.floor(index / 20), Math.floor(index / 5) % 4, index % 5),
  );
}

describe('a letterboxed real frame equals the tensor that OpenCV makes', () => {
  test.each(Object.entries(cases))('%s', async (_name, { part: region, input, geometry, windows }) => {
    const frame = await regionOfFrame(region);
    const [width, height] = input;
    const { right, bottom, ...expected } = geometry;
    const fitted = fitLetterbox(frame, { width, height });
    expect(fitted).toEqual({ ...expected, scale: expect.closeTo(expected.scale, 12) });
    expect([fitted.left + fitted.width + right, fitted.top + fitted.height + bottom]).toEqual(input);
    const data = new Float32Array(3 * width * height);
    writeLetterbox(frame, fitted, { data, offset: 0, width, height });
    for (const window of windows) {
      const differences = valuesInWindow(data, window, input).map((value, index) =>
        Math.abs(value - window.levels[index]! / 255),
      );
      // Far less than a gray level: only the division by 255 is rounded.
      expect(Math.max(...differences)).toBeLessThan(1e-6);
    }
  });
});

test('writeLetterbox overwrites its picture of a batch and no other', () => {
  const size = { width: 64, height: 32 };
  const length = 3 * size.width * size.height;
  const frame = paintedFrame({ width: 40, height: 40 }, (x, y) => [x, y, x + y]);
  const fitted = fitLetterbox(frame, size);
  const [alone, batch] = [new Float32Array(length), new Float32Array(3 * length).fill(-1)];
  writeLetterbox(frame, fitted, { data: alone, offset: 0, ...size });
  writeLetterbox(frame, fitted, { data: batch, offset: length, ...size });
  expect(batch.subarray(length, 2 * length)).toEqual(alone);
  expect([...batch.subarray(0, length), ...batch.subarray(2 * length)].every((value) => value === -1)).toBe(
    true,
  );
});
