import { z } from 'zod';
import { eachOnce } from './each-once.ts';
import { openingHoursSchema } from './opening-hours.ts';
import { limitsSchema, type StoreContext, timeZoneSchema } from './store-context.ts';
import { zonesSchema } from './zone.ts';

const idSchema = z
  .string()
  .regex(/^[\w.-]{1,128}$/, 'expected 1 to 128 letters, digits, dots, hyphens or underscores');

const cameraSchema = z.strictObject({
  id: idSchema,
  name: z.string().trim().min(1),
  zones: zonesSchema.default([]),
});

/** What an operator says of a shop and its cameras. */
export const storeConfigurationSchema = z.strictObject({
  id: idSchema,
  name: z.string().trim().min(1),
  timeZone: timeZoneSchema,
  openingHours: openingHoursSchema.nullable().default(null),
  limits: limitsSchema.prefault({}),
  cameras: z.array(cameraSchema).superRefine(...eachOnce('id')),
});
export type StoreConfiguration = z.infer<typeof storeConfigurationSchema>;

/**
 * The part of a configuration that concerns one camera's video.
 *
 * @param cameraId null when nobody said: the video has no zones then
 * @param recordedAt ISO 8601 moment of the first frame with offset, null when nobody said
 * @throws {RangeError} the store has no such camera
 */
export function contextOfCamera(
  { id, cameras, openingHours, timeZone, limits }: StoreConfiguration,
  cameraId: string | null,
  recordedAt: string | null,
): StoreContext {
  const camera = cameras.find((known) => known.id === cameraId);
  if (cameraId !== null && !camera) {
    const known = cameras.map((other) => other.id).join(', ') || 'none';
    throw new RangeError(`store ${id} has no camera "${cameraId}"; its cameras are: ${known}`);
  }
  return { zones: camera?.zones ?? [], openingHours, timeZone, limits, recordedAt };
}
