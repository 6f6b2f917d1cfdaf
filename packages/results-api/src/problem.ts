import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** Problem details of RFC 9457, for programs and people. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string().openapi({ example: 'Not Found' }),
    status: z.int().openapi({ example: 404 }),
    detail: z.string().openapi({ example: 'there is no video v-17' }),
  })
  .openapi('Problem');

const titles = {
  400: 'Bad Request',
  404: 'Not Found',
  410: 'Gone',
  500: 'Internal Server Error',
  501: 'Not Implemented',
} as const;
export type ProblemStatus = keyof typeof titles;

/** Whether an error of this status may be told to clients as it is. */
export const isProblemStatus = (status: number): status is ProblemStatus => status in titles;

/** Answers a request with a problem. */
export function problem(context: Context, status: ProblemStatus, detail: string): Response {
  const body = JSON.stringify({ type: 'about:blank', title: titles[status], status, detail });
  return context.body(body, status, { 'content-type': 'application/problem+json' });
}

/** Makes the error for a video that does not exist. */
export function noSuchVideo(id: string): HTTPException {
  return new HTTPException(404, { message: `there is no video ${id}` });
}
