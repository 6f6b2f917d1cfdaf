import { z } from '@hono/zod-openapi';
import { problemSchema } from './problem.ts';

/** A JSON answer. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** An answer that says what is wrong. */
export const wrong = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** Ids of the database. */
export const id = z.string().regex(/^\P{Cc}+$/u, 'must not contain control characters');
const params = (example: string) =>
  z.object({ id: id.openapi({ param: { name: 'id', in: 'path' }, example }) });
export const videoParams = params('v-17');
export const cameraParams = params('gangnam-aisle');
export const visitParams = params('v-17.6');

export const limit = z
  .string()
  .regex(/^([1-9]\d{0,2}|1000)$/, 'must be a number from 1 to 1000')
  .default('100')
  .transform(Number)
  .openapi({ type: 'integer', minimum: 1, maximum: 1000, default: 100, description: 'At most so many' });

export const nothing = z.strictObject({});

/** A time with its zone. */
export const moment = z
  .string()
  .refine(
    (text) => z.iso.datetime({ offset: true }).safeParse(text).success,
    'must be a time with its zone, for instance 2026-05-01T14:03:00Z; a + must be written as %2B',
  )
  .transform((text) => new Date(text))
  .openapi({ type: 'string', format: 'date-time', example: '2026-05-01T14:03:00Z' });

/** Longest stretch that is read for one answer, milliseconds: a month. */
const longestStretchMs = 31 * 86_400_000;

/** A stretch of time that an answer is made of. */
export const stretch = {
  from: moment.openapi({ description: 'Earliest time' }),
  to: moment.openapi({ description: 'Time before which; at most 31 days later' }),
};

/** Refuses a stretch that has no length. */
export function isAscending({
  from,
  to,
}: {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}) {
  return from === undefined || to === undefined || from < to;
}
export const ascending = { path: ['to'], error: 'must be after from' };

/** Refuses a stretch that is too long. */
export function isShort({ from, to }: { readonly from: Date; readonly to: Date }): boolean {
  return to.getTime() - from.getTime() <= longestStretchMs;
}
export const short = { path: ['to'], error: 'must be at most 31 days after from' };
