import type { Box } from '@deepsentinel/queue-contracts';

/** Width of a box, pixels. */
export const boxWidth = (box: Box): number => box.x2 - box.x1;
/** Height of a box, pixels. */
export const boxHeight = (box: Box): number => box.y2 - box.y1;
/** Area of a box, square pixels; 0 for an inverted one. */
export const boxArea = (box: Box): number => Math.max(0, boxWidth(box)) * Math.max(0, boxHeight(box));
/** Center of a box, pixels. */
export const boxCenter = (box: Box): { x: number; y: number } => ({
  x: (box.x1 + box.x2) / 2,
  y: (box.y1 + box.y2) / 2,
});

/** Area shared by two boxes, square pixels. */
export function intersectionArea(a: Box, b: Box): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0..1; 0 for boxes without area. */
export function iou(a: Box, b: Box): number {
  const shared = intersectionArea(a, b);
  return shared === 0 ? 0 : shared / (boxArea(a) + boxArea(b) - shared);
}

/** Clips a box to a picture of the given size. */
export function clipBox(box: Box, { width, height }: { width: number; height: number }): Box {
  const clamp = (value: number, max: number) => Math.min(Math.max(value, 0), max);
  return {
    x1: clamp(box.x1, width),
    y1: clamp(box.y1, height),
    x2: clamp(box.x2, width),
    y2: clamp(box.y2, height),
  };
}

/** Moves a box, pixels. */
export function moveBox({ x1, y1, x2, y2 }: Box, dx: number, dy: number): Box {
  return { x1: x1 + dx, y1: y1 + dy, x2: x2 + dx, y2: y2 + dy };
}
