import type { Box } from '@deepsentinel/queue-contracts';
import type { Frame } from '../frame.ts';
import { paintedFrame } from '../testing/factories.ts';

type Color = readonly [red: number, green: number, blue: number];

const background: Color = [90, 120, 90];
const red: Color = [230, 15, 20];
const yellow: Color = [250, 235, 10];

/** A frame with what the synthetic pack's YOLO takes for persons and, on top of them, faces. */
export function rectangleFrame(
  size: { readonly width: number; readonly height: number },
  { persons, faces = [] }: { readonly persons: readonly Box[]; readonly faces?: readonly Box[] },
): Frame {
  const isIn = (boxes: readonly Box[], x: number, y: number) =>
    boxes.some((box) => x >= box.x1 && x < box.x2 && y >= box.y1 && y < box.y2);
  return paintedFrame(size, (x, y) => {
    if (isIn(faces, x, y)) return yellow;
    return isIn(persons, x, y) ? red : background;
  });
}
