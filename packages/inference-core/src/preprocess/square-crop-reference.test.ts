import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { z } from 'zod';
import type { Frame } from '../frame.ts';
import { squareCrop } from './square-crop.ts';

const golden = new URL('../../reference/golden/', import.meta.url);
/** Golden values of reference/square_crop_reference.py. */
const { sampleStep, crops } = z
  .object({
    sampleStep: z.int(),
    crops: z.array(
      z.object({
        name: z.string(),
        /** Left, top and side in the frame's pixels. */
        square: z.tuple([z.number(), z.number(), z.number()]),
        size: z.int(),
        /** Gray levels, not rounded to whole ones. */
        levels: z.array(z.number()),
      }),
    ),
  })
  .parse(JSON.parse(await readFile(new URL('embedded-crops.json', golden), 'utf8')));

let frame: Frame;
beforeAll(async () => {
  const picture = sharp(fileURLToPath(new URL('persons-frame.png', golden)));
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  frame = { data, width: info.width, height: info.height, timeMs: 0 };
});

describe('a square of a real frame has the levels of the reference', () => {
  test.each(crops)('$name', ({ square: [x, y, side], size, levels }) => {
    const crop = squareCrop(frame, { x, y, side }, size);
    expect(levels).toHaveLength(Math.ceil(crop.length / sampleStep));
    const differences = levels.map((level, index) => Math.abs(level - crop[index * sampleStep]!));
    // Ours are rounded to whole levels, the reference's to hundredths.
    expect(Math.max(...differences)).toBeLessThan(0.51);
  });
});
