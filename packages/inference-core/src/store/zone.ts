import { z } from 'zod';
import { crossesItself, type Polygon } from './polygon.ts';

/** Kinds of zones of a camera's picture: where goods are, where they are paid for, where people leave. */
const zoneKinds = ['shelf', 'checkout', 'exit'] as const;

const shareSchema = z
  .number()
  .min(0, 'a share of the picture lies between 0 and 1')
  .max(1, 'a share of the picture lies between 0 and 1');

/** Point as shares of the picture's width and height, 0..1. */
export const pointSchema = z.tuple([shareSchema, shareSchema]);

/** Corners as shares of the picture's width and height, 0..1, so that they hold for every resolution. */
const polygonSchema = z
  .array(pointSchema)
  .min(3, 'a zone needs at least 3 points')
  .refine((polygon) => polygon.length < 3 || !crossesItself(polygon), 'the sides of the zone cross or touch');

/** Named area of a camera's picture. */
export const zoneSchema = z.strictObject({
  name: z.string().trim().min(1),
  kind: z.enum(zoneKinds),
  polygon: polygonSchema,
});
export type Zone = z.infer<typeof zoneSchema>;
export type ZoneKind = Zone['kind'];

/** Zones of one camera, with unique names. */
export const zonesSchema = z.array(zoneSchema).superRefine(...eachOnce('name'));

/** Converts a zone to pixels of a picture. */
export function zoneInPixels(
  { polygon }: Zone,
  { width, height }: { width: number; height: number },
): Polygon {
  return polygon.map(([x, y]) => [x * width, y * height]);
}

/** Finds the exit zones, in pixels of a picture. */
export function exitsInPixels(zones: readonly Zone[], size: { width: number; height: number }): Polygon[] {
  return zones.filter(({ kind }) => kind === 'exit').map((zone) => zoneInPixels(zone, size));
}

/**
 * Makes a refinement of lists that refuses elements with the same value under a key. It also checks lists that are
 * invalid otherwise, so that all errors are reported at once.
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
