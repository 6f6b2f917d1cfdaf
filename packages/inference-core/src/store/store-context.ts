import { z } from 'zod';
import { isTimeZone } from './local-time.ts';
import { openingHoursSchema } from './opening-hours.ts';
import { zonesSchema } from './zone.ts';

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
