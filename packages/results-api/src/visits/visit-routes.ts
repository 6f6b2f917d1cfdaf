import { createRoute, z } from '@hono/zod-openapi';
import {
  ascending,
  cameraParams,
  id,
  isAscending,
  isShort,
  json,
  limit,
  moment,
  nothing,
  short,
  stretch,
  videoParams,
  visitParams,
  wrong,
} from '../route-parts.ts';
import { eventSchema } from '../schemas.ts';
import { heatMapSchema, occupancySchema } from './count-schema.ts';
import { visitEventSchema, visitSchema } from './visit-schema.ts';

const cursor = z
  .string()
  .max(1000)
  .optional()
  .openapi({ description: '`next_cursor` of the answer before, to go on behind it' });
const nextCursor = z.string().nullable().openapi({ description: 'Null when there are no more' });

const seconds = (longest: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/, `must be a number from 1 to ${longest}`)
    .transform(Number)
    .refine((count) => count <= longest, `must be a number from 1 to ${longest}`)
    .openapi({ type: 'integer', minimum: 1, maximum: longest });

const conditions = {
  zone: z.string().optional().openapi({ description: 'Only who spent time in this zone', example: 'drinks' }),
  min_stay_s: seconds(86_400)
    .optional()
    .openapi({ description: 'Only who stayed so long, in the zone if one is given' }),
  unpaid: z
    .literal('true')
    .optional()
    .openapi({ description: 'Only who took something and left without having been at the checkout' }),
};

const page = z.object({ visits: z.array(visitSchema), next_cursor: nextCursor });

export const videoVisitsRoute = createRoute({
  method: 'get',
  path: '/api/videos/{id}/visits',
  summary: 'Who was in a video: a row for each person and stay',
  request: { params: videoParams, query: z.strictObject({ ...conditions, limit, cursor }) },
  responses: {
    200: json(page, 'By begin'),
    400: wrong('An unknown or wrong parameter'),
    404: wrong('No such video'),
  },
});

export const cameraVisitsRoute = createRoute({
  method: 'get',
  path: '/api/cameras/{id}/visits',
  summary: 'Who was in front of a camera; a visit over several videos that follow each other is one',
  request: {
    params: cameraParams,
    query: z
      .strictObject({
        from: moment.optional().openapi({ description: 'Earliest begin of a visit' }),
        to: moment.optional().openapi({ description: 'Time before which visits begin' }),
        ...conditions,
        limit,
        cursor,
      })
      .refine(isAscending, ascending),
  },
  responses: {
    200: json(page, 'By begin, those without a time of recording last'),
    400: wrong('An unknown or wrong parameter'),
    404: wrong('No such camera'),
  },
});

export const occupancyRoute = createRoute({
  method: 'get',
  path: '/api/cameras/{id}/occupancy',
  summary: 'How many people came, went and were there over time, and crossed the lines of the camera',
  request: {
    params: cameraParams,
    query: z
      .strictObject({
        ...stretch,
        every_s: seconds(86_400)
          .default(900)
          .openapi({ description: 'Length of a step; steps begin at multiples of it', default: 900 }),
      })
      .refine(isAscending, ascending)
      .refine(isShort, short)
      .refine(({ from, to, every_s }) => to.getTime() - from.getTime() <= every_s * 3_000_000, {
        path: ['every_s'],
        error: 'makes more than 3000 steps; give a longer step or a shorter time',
      }),
  },
  responses: {
    200: json(occupancySchema, 'By time; steps without a recording are left out'),
    400: wrong('An unknown or wrong parameter'),
    404: wrong('No such camera'),
  },
});

export const heatMapRoute = createRoute({
  method: 'get',
  path: '/api/cameras/{id}/heatmap',
  summary: 'Where in the picture people spent their time',
  request: {
    params: cameraParams,
    query: z.strictObject(stretch).refine(isAscending, ascending).refine(isShort, short),
  },
  responses: {
    200: json(heatMapSchema, 'The map; without cells when nobody was in view'),
    400: wrong('An unknown or wrong parameter'),
    404: wrong('No such camera'),
  },
});

export const searchVisitsRoute = createRoute({
  method: 'get',
  path: '/api/visits',
  summary: 'Finds visits by words: of their summary, or of their events',
  request: {
    query: z
      .strictObject({
        q: z.string().min(1).max(1000).openapi({ description: 'Words', example: 'woman drinks unpaid' }),
        ...stretch,
        store: id.optional(),
        camera: id.optional(),
        ...conditions,
        limit,
      })
      .refine(isAscending, ascending)
      .refine(isShort, short),
  },
  responses: {
    200: json(
      z.object({
        visits: z.array(
          visitSchema.extend({
            matches: z.array(eventSchema).openapi({ description: 'Events that matched, best first' }),
          }),
        ),
      }),
      'Best first',
    ),
    400: wrong('An unknown or wrong parameter'),
  },
});

export const visitRoute = createRoute({
  method: 'get',
  path: '/api/visits/{id}',
  summary: 'One visit',
  request: { params: visitParams, query: nothing },
  responses: {
    200: json(visitSchema, 'The visit'),
    400: wrong('An unknown parameter'),
    404: wrong('No such visit'),
  },
});

export const visitEventsRoute = createRoute({
  method: 'get',
  path: '/api/visits/{id}/events',
  summary: 'What happened during a visit',
  request: { params: visitParams, query: z.strictObject({ limit, cursor }) },
  responses: {
    200: json(z.object({ events: z.array(visitEventSchema), next_cursor: nextCursor }), 'By time'),
    400: wrong('An unknown or wrong parameter'),
    404: wrong('No such visit'),
  },
});
