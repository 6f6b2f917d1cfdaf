import { z } from 'zod';
import { crossesItself, type Polygon } from './polygon.ts';

/** What an area of a camera's picture is to a shop: where goods are, where they are paid for, where people leave. */
const zoneKinds = ['shelf', 'checkout', 'exit'] as const;

const shareSchema = z
  .number()
  .min(0, 'a share of the picture lies between 0 and 1')
  .max(1, 'a share of the picture lies between 0 and 1');

/** Corners as shares of the picture's width and height, 0..1, so that they hold for every resolution. */
const polygonSchema = z
  .array(z.tuple([shareSchema, shareSchema]))
  .min(3, 'a zone needs at least 3 points')
  .refine((polygon) => polygon.length < 3 || !crossesItself(polygon), 'the sides of the zone cross or touch');

export const zoneSchema = z.strictObject({
  name: z.string().trim().min(1),
  kind: z.enum(zoneKinds),
  polygon: polygonSchema,
});
export type Zone = z.infer<typeof zoneSchema>;
export type ZoneKind = Zone['kind'];

/** The zones of one camera; their names tell them apart. */
export const zonesSchema = z.array(zoneSchema).superRefine(...eachOnce('name'));

/** The zone in pixels of a picture. */
export function zoneInPixels(
  { polygon }: Zone,
  { width, height }: { width: number; height: number },
): Polygon {
  return polygon.map(([x, y]) => [x * width, y * height]);
}

/**
 * A refinement of lists that refuses a value that another element before has under the same key. Also looks at elements
 * that are wrong otherwise, so that everything that is wrong is said at once.
 */
export function eachOnce(key: string) {
  const check = (elements: readonly unknown[], context: z.RefinementCtx): void => {
    const values = elements.map((element) => (element as Readonly<Record<string, unknown>> | null)?.[key]);
    values.forEach((value, index) => {
      if (typeof value !== 'string' || values.indexOf(value) === index) return;
      context.addIssue({ code: 'custom', path: [index, key], message: `"${value}" is there twice` });
    });
  };
  return [check, { when: ({ value }: { value: unknown }) => Array.isArray(value) }] as const;
}
