import { z } from 'zod';

/** Names of licenses as a JSON array: they contain commas. */
const licenseNames = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON array of names' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string().min(1)));

/** Variables by which a program finds its models. */
export const modelPackShape = {
  /** Directory of a model pack. */
  MODEL_PACK: z.string().min(1),
  /** Licenses of its models that somebody has read and accepted, of those that do not plainly allow commercial use. */
  ACCEPTED_LICENSES: licenseNames.default([]),
} as const;
