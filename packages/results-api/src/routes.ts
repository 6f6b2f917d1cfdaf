import { eventStates, eventTypes } from '@deepsentinel/queue-contracts';
import { createRoute, z } from '@hono/zod-openapi';
import { problemSchema } from './problem.ts';
import { eventSchema, progressSchema, videoSchema } from './schemas.ts';
import { visitSchema } from './visit-schema.ts';

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const wrong = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const id = z.string().regex(/^\P{Cc}+$/u, 'must not contain control characters');
const params = z.object({ id: id.openapi({ param: { name: 'id', in: 'path' }, example: 'v-17' }) });
const limit = z
  .string()
  .regex(/^([1-9]\d{0,2}|1000)$/, 'must be a number from 1 to 1000')
  .default('100')
  .transform(Number)
  .openapi({ type: 'integer', minimum: 1, maximum: 1000, default: 100, description: 'At most so many' });
const nothing = z.strictObject({});

export const listVideosRoute = createRoute({
  method: 'get',
  path: '/api/videos',
  summary: 'The latest videos',
  request: { query: z.strictObject({ limit }) },
  responses: {
    200: json(z.object({ videos: z.array(videoSchema) }), 'The newest first'),
    400: wrong('An unknown or wrong parameter'),
  },
});

export const videoRoute = createRoute({
  method: 'get',
  path: '/api/videos/{id}',
  summary: 'One video',
  request: { params, query: nothing },
  responses: {
    200: json(videoSchema, 'The video'),
    400: wrong('An unknown parameter'),
    404: wrong('No such video'),
  },
});

export const progressRoute = createRoute({
  method: 'get',
  path: '/api/videos/{id}/analysis/progress',
  summary: 'How far the analysis of a video is',
  request: { params, query: nothing },
  responses: {
    200: json(progressSchema, 'The progress'),
    400: wrong('An unknown parameter'),
    404: wrong('No such video'),
  },
});

export const eventsRoute = createRoute({
  method: 'get',
  path: '/api/videos/{id}/events',
  summary: 'What happened in a video',
  request: {
    params,
    query: z.strictObject({
      type: z.enum(eventTypes).optional().openapi({ example: 'collapse' }),
      state: z.enum(eventStates).optional().openapi({ example: 'confirmed' }),
      limit,
    }),
  },
  responses: {
    200: json(z.object({ events: z.array(eventSchema) }), 'By time'),
    400: wrong('An unknown or wrong parameter'),
    404: wrong('No such video'),
  },
});

export const visitsRoute = createRoute({
  method: 'get',
  path: '/api/videos/{id}/visits',
  summary: 'Who was in a video: a row for each person and stay',
  request: { params, query: z.strictObject({ limit }) },
  responses: {
    200: json(
      z.object({ visits: z.array(visitSchema) }),
      'By number of the person, which is by first appearance',
    ),
    400: wrong('An unknown or wrong parameter'),
    404: wrong('No such video'),
  },
});

export const cameraVisitsRoute = createRoute({
  method: 'get',
  path: '/api/cameras/{id}/visits',
  summary: 'Who was in front of a camera; a visit over several videos that follow each other is one',
  request: { params, query: z.strictObject({ limit }) },
  responses: {
    200: json(
      z.object({ visits: z.array(visitSchema) }),
      'By time of the recording. Times and numbers of persons count from the first of the videos that follow each other',
    ),
    400: wrong('An unknown or wrong parameter'),
  },
});
