import { z } from 'zod';

/** Schema of license names: a JSON array, because names contain commas. */
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

/** Variables that tell a program where its models are. */
export const modelPackShape = {
  /** Directory of the model pack. */
  MODEL_PACK: z.string().min(1),
  /** Names of licenses that were read and accepted although they do not plainly allow commercial use. */
  ACCEPTED_LICENSES: licenseNames.default([]),
} as const;
