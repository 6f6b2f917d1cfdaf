import type { OpenDatabase } from '@deepsentinel/db-schema';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { id, nothing, videoParams, visitParams, wrong } from '../route-parts.ts';
import { ClipUnavailableError, type RenderClip, type WantedClip } from './clip.ts';
import { findClipOfEvent } from './find-clip.ts';
import { knownVisit } from './known-visit.ts';

const responses = {
  200: {
    description: 'H.264 in MP4, without sound; heads cannot be recognized',
    content: { 'video/mp4': { schema: z.string().openapi({ format: 'binary' }) } },
  },
  400: wrong('An unknown parameter'),
  404: wrong('No such visit or event'),
  410: wrong('The footage is gone'),
  501: wrong('This installation renders no clips'),
};

const visitClipRoute = createRoute({
  method: 'get',
  path: '/api/visits/{id}/clip',
  summary: 'A short video of a visit, rendered on demand',
  request: { params: visitParams, query: nothing },
  responses,
});

const eventClipRoute = createRoute({
  method: 'get',
  path: '/api/videos/{id}/events/{event}/clip',
  summary: 'A short video of an event, rendered on demand',
  request: {
    params: videoParams.extend({
      event: id.openapi({ param: { name: 'event', in: 'path' }, example: 'walking-6-4400' }),
    }),
    query: nothing,
  },
  responses,
});

/** Adds the routes of clips, which answer 501 without a renderer. */
export function addClipRoutes(
  api: OpenAPIHono,
  db: OpenDatabase['db'],
  renderClip: RenderClip | undefined,
): void {
  const answer = async (clip: WantedClip, signal: AbortSignal): Promise<Response> => {
    if (!renderClip)
      throw new HTTPException(501, { message: 'clips are not rendered here: sentinel clip does' });
    const video = await renderClip(clip, signal).catch((error: unknown) => {
      throw error instanceof ClipUnavailableError
        ? new HTTPException(410, { message: error.message })
        : error;
    });
    return new Response(Buffer.from(video), { headers: { 'content-type': 'video/mp4' } });
  };
  api.openapi(visitClipRoute, async (context) => {
    const visit = await knownVisit(db, context.req.valid('param').id);
    return await answer({ visit, event: null }, context.req.raw.signal);
  });
  api.openapi(eventClipRoute, async (context) => {
    const { id: videoId, event } = context.req.valid('param');
    const clip = await findClipOfEvent(db, { videoId, eventId: event });
    if (!clip)
      throw new HTTPException(404, { message: `there is no event ${event} of a visit in ${videoId}` });
    return await answer(clip, context.req.raw.signal);
  });
}
