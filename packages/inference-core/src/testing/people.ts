import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Frame } from '../frame.ts';

const golden = new URL('../../reference/golden/', import.meta.url);

/** Reads `reference/golden/persons-frame.png`: a painted figure, and a woman and a man with visible faces. */
export async function readPeople(): Promise<Frame> {
  const picture = sharp(fileURLToPath(new URL('persons-frame.png', golden)));
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, timeMs: 0 };
}

/** Boxes of the persons and faces in that picture, pixels. */
export const people = {
  figure: { x1: 6, y1: 0, x2: 106, y2: 154 },
  woman: { x1: 147, y1: 2, x2: 298, y2: 154 },
  womansFace: { x1: 179, y1: 8, x2: 230, y2: 69 },
  man: { x1: 366, y1: 0, x2: 503, y2: 141 },
  mansFace: { x1: 406, y1: 10, x2: 446, y2: 58 },
} as const;
