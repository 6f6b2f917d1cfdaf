import {
  listEvents,
  listVideoSummaries,
  type OpenDatabase,
  summarizeVideo,
  type VideoSummary,
} from '@deepsentinel/db-schema';
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { isProblemStatus, noSuchVideo, problem } from './problem.ts';
import { eventsRoute, listVideosRoute, progressRoute, videoRoute } from './routes.ts';
import { showEvent, showProgress, showVideo } from './schemas.ts';
import { addVisitRoutes } from './visits/add-visit-routes.ts';
import type { RenderClip } from './visits/clip.ts';
import { addClipRoutes } from './visits/clip-routes.ts';

export interface ResultsApiOptions {
  /** Called with every internal error; the client learns only that there was one. */
  readonly onError: (error: Error) => void;
  /** Renders clips; without it their routes answer that they are not rendered here. */
  readonly renderClip?: RenderClip | undefined;
}

/**
 * Makes the HTTP API of progress, videos, visits and events for the frontend. It runs on any runtime with `fetch`; access
 * control happens in front of it.
 */
export function createResultsApi(
  db: OpenDatabase['db'],
  { onError, renderClip }: ResultsApiOptions,
): OpenAPIHono {
  const api = new OpenAPIHono({
    // Paths are answered with and without a slash at their end.
    strict: false,
    defaultHook: (result, context) => {
      if (result.success) return;
      const details = result.error.issues.map(({ path, message }) =>
        [path.join('.'), message].filter(Boolean).join(': '),
      );
      return problem(context, 400, details.join('; '));
    },
  });
  const known = async (id: string): Promise<VideoSummary> => {
    const video = await summarizeVideo(db, id);
    if (!video) throw noSuchVideo(id);
    return video;
  };

  api.openapi(listVideosRoute, async (context) => {
    const videos = await listVideoSummaries(db, context.req.valid('query').limit);
    return context.json({ videos: videos.map(showVideo) }, 200);
  });
  api.openapi(videoRoute, async (context) =>
    context.json(showVideo(await known(context.req.valid('param').id)), 200),
  );
  api.openapi(progressRoute, async (context) =>
    context.json(showProgress(await known(context.req.valid('param').id)), 200),
  );
  api.openapi(eventsRoute, async (context) => {
    const { videoId } = await known(context.req.valid('param').id);
    const events = await listEvents(db, { videoId, ...context.req.valid('query') });
    return context.json({ events: events.map(showEvent) }, 200);
  });
  addVisitRoutes(api, db);
  addClipRoutes(api, db, renderClip);
  api.get('/health', async (context) => {
    await listVideoSummaries(db, 1);
    return context.json({ status: 'ok' });
  });
  api.doc('/openapi.json', { openapi: '3.1.0', info: { title: 'DeepSentinel results', version: '1' } });

  api.notFound((context) =>
    problem(context, 404, `there is nothing at ${context.req.path}; see /openapi.json`),
  );
  api.onError((error, context) => {
    if (error instanceof HTTPException && isProblemStatus(error.status)) {
      return problem(context, error.status, error.message);
    }
    onError(error);
    return problem(context, 500, 'something went wrong; try again');
  });
  return api;
}
