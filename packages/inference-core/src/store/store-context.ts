import { z } from 'zod';
import { isTimeZone } from './local-time.ts';
import { openingHoursSchema } from './opening-hours.ts';
import { zonesSchema, eachOnce } from './zone.ts';

export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'not a time zone; expected an IANA name like "Asia/Seoul"');

/** From when on something is unusual; null switches the rule off. */
export const limitsSchema = z.strictObject({
  /** Staying in view for longer, away from the checkout, is loitering. */
  loiteringSeconds: z.number().positive().nullable().default(null),
  /** More persons at once are a crowd. */
  crowdPersons: z.int().positive().nullable().default(null),
});

/** What the analysis of one camera's video needs to know of the shop. A JSON value. */
export const storeContextSchema = z.strictObject({
  zones: zonesSchema,
  /** Null when nobody said. */
  openingHours: openingHoursSchema.nullable(),
  timeZone: timeZoneSchema,
  limits: limitsSchema,
  /** Wall-clock time of the first frame, ISO 8601 with offset; null when the video does not say. */
  recordedAt: z.iso.datetime({ offset: true }).nullable(),
});
export type StoreContext = z.infer<typeof storeContextSchema>;

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
