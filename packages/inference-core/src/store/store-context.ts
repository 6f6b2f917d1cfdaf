import { z } from 'zod';
import { linesSchema } from './line.ts';
import { isTimeZone } from './local-time.ts';
import { openingHoursSchema } from './opening-hours.ts';
import { eachOnce, zonesSchema } from './zone.ts';

const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'not a time zone; expected an IANA name like "Asia/Seoul"');

/** Limits above which something is unusual; null switches the rule off. */
const limitsSchema = z.strictObject({
  /** Time in view, away from the checkout, above which a person is loitering, seconds. */
  loiteringSeconds: z.number().positive().nullable().default(null),
  /** Number of persons at once above which they are a crowd. */
  crowdPersons: z.int().positive().nullable().default(null),
  /** Time of fast limbs of people close to each other above which a fight is proposed, seconds. */
  violentSeconds: z.number().positive().nullable().default(null),
});

const rotationSchema = z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]);
const aspectRatioSchema = z
  .string()
  .regex(/^[1-9]\d{0,3}:[1-9]\d{0,3}$/, 'expected width and height of the upright picture, such as "16:9"');

/** Corrections of what the files of a camera say of their pictures; null for what a file says. */
const picturesSchema = z.strictObject({
  /** Clockwise rotation that makes the stored pictures upright, degrees. */
  rotationDegrees: rotationSchema.nullable().default(null),
  /** Width to height of the upright picture. */
  aspectRatio: aspectRatioSchema.nullable().default(null),
});

/** Facts about a store that the analysis of one camera's video uses. A JSON value. */
export const storeContextSchema = z.strictObject({
  zones: zonesSchema,
  /** Opening hours; null when unknown. */
  openingHours: openingHoursSchema.nullable(),
  timeZone: timeZoneSchema,
  limits: limitsSchema,
  /** Wall-clock time of the first frame, ISO 8601 with offset; null when unknown. */
  recordedAt: z.iso.datetime({ offset: true }).nullable(),
  pictures: picturesSchema.prefault({}),
});
export type StoreContext = z.infer<typeof storeContextSchema>;

const idSchema = z
  .string()
  .regex(/^[\w.-]{1,128}$/, 'expected 1 to 128 letters, digits, dots, hyphens or underscores');

const cameraSchema = z.strictObject({
  id: idSchema,
  name: z.string().trim().min(1),
  zones: zonesSchema.default([]),
  /** Lines across which people are counted. The analysis does not use them, so new ones count in old visits, too. */
  lines: linesSchema.default([]),
  /** Clockwise rotation that makes the stored pictures upright, degrees, for files that do not say it or are wrong. */
  rotationDegrees: rotationSchema.optional(),
  /** Width to height of the upright picture, for files that do not say that their pixels are not square. */
  aspectRatio: aspectRatioSchema.optional(),
});

/** Configuration of a store and its cameras, written by an operator. */
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
 * Selects what the analysis of one camera's video needs of a store's configuration.
 *
 * @param cameraId null when unknown: the video has no zones then
 * @param recordedAt wall-clock time of the first frame, ISO 8601 with offset; null when unknown
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
  const { zones = [], rotationDegrees = null, aspectRatio = null } = camera ?? {};
  const pictures = { rotationDegrees, aspectRatio };
  return { zones, openingHours, timeZone, limits, recordedAt, pictures };
}
