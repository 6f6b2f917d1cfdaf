import { z } from 'zod';
import type { Point } from './polygon.ts';
import { eachOnce, pointSchema } from './zone.ts';

/** Line on the floor of a camera's picture across which people are counted, in shares of the picture's width and height. */
export const lineSchema = z
  .strictObject({
    name: z.string().trim().min(1),
    from: pointSchema,
    to: pointSchema,
    /** Any point on the side that counts as inside. */
    inside: pointSchema,
  })
  .refine(({ from, to, inside }) => sideOf([from, to], inside) !== 0, {
    path: ['inside'],
    message: 'lies on the line, whose ends must differ; expected a point on its inner side',
  });
export type CountingLine = z.infer<typeof lineSchema>;

/** Lines of one camera, with unique names. */
export const linesSchema = z.array(lineSchema).superRefine(...eachOnce('name'));

/**
 * Twice the area of the triangle of a line and a point: its sign tells the side of the line, and divided by the length of
 * the line it is the distance.
 */
export function sideOf([[x1, y1], [x2, y2]]: readonly [Point, Point], [x, y]: Point): number {
  return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
}
