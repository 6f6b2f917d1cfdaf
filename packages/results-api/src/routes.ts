import { eventStates, eventTypes } from '@deepsentinel/queue-contracts';
import { createRoute, z } from '@hono/zod-openapi';
import { json, limit, nothing, videoParams, wrong } from './route-parts.ts';
import { eventSchema, progressSchema, videoSchema } from './schemas.ts';

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
  request: { params: videoParams, query: nothing },
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
  request: { params: videoParams, query: nothing },
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
    params: videoParams,
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
