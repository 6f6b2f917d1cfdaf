import { eventsByWords, hasCamera, type OpenDatabase, summarizeVideo } from '@deepsentinel/db-schema';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { noSuchVideo } from '../problem.ts';
import { showEvent, showEventFacts } from '../schemas.ts';
import { showHeatMap, showOccupancy } from './count-schema.ts';
import { knownVisit } from './known-visit.ts';
import { loadHeatMap } from './load-heat-map.ts';
import { loadOccupancy } from './load-occupancy.ts';
import { CursorError, loadVisits, type VisitQuery } from './load-visits.ts';
import { searchVisits } from './search-visits.ts';
import {
  cameraVisitsRoute,
  heatMapRoute,
  occupancyRoute,
  searchVisitsRoute,
  videoVisitsRoute,
  visitEventsRoute,
  visitRoute,
} from './visit-routes.ts';
import { showVisit } from './visit-schema.ts';

/** Adds the routes of visits, and of what is counted of them. */
export function addVisitRoutes(api: OpenAPIHono, db: OpenDatabase['db']): void {
  addVisitLists(api, db);
  addSingleVisits(api, db);
  addCounts(api, db);
}

function addVisitLists(api: OpenAPIHono, db: OpenDatabase['db']): void {
  api.openapi(videoVisitsRoute, async (context) => {
    const { id: videoId } = context.req.valid('param');
    if (!(await summarizeVideo(db, videoId))) throw noSuchVideo(videoId);
    return context.json(await visitPage(db, { videoId, ...queryOf(context.req.valid('query')) }), 200);
  });
  api.openapi(cameraVisitsRoute, async (context) => {
    const { id: cameraId } = context.req.valid('param');
    await checkCamera(db, cameraId);
    return context.json(await visitPage(db, { cameraId, ...queryOf(context.req.valid('query')) }), 200);
  });
  api.openapi(searchVisitsRoute, async (context) => {
    const { q: text, store: storeId, camera: cameraId, ...query } = context.req.valid('query');
    const filter = { storeId, cameraId, ...queryOf(query) };
    const { from, to, limit } = filter;
    const events = await eventsByWords(db, text, { storeId, cameraId, from, to, limit });
    const found = await searchVisits(db, { text, events, ...filter });
    const visits = found.map(({ visit, matches }) => ({
      ...showVisit(visit),
      matches: matches.map(showEvent),
    }));
    return context.json({ visits }, 200);
  });
}

function addSingleVisits(api: OpenAPIHono, db: OpenDatabase['db']): void {
  api.openapi(visitRoute, async (context) =>
    context.json(showVisit(await knownVisit(db, context.req.valid('param').id)), 200),
  );
  api.openapi(visitEventsRoute, async (context) => {
    const { limit, cursor = '0' } = context.req.valid('query');
    if (!/^\d{1,9}$/.test(cursor)) throw badCursor();
    const { events } = await knownVisit(db, context.req.valid('param').id);
    const start = Number(cursor);
    const shown = events.slice(start, start + limit);
    const next_cursor = start + limit < events.length ? String(start + limit) : null;
    return context.json({ events: shown.map(showEventFacts), next_cursor }, 200);
  });
}

function addCounts(api: OpenAPIHono, db: OpenDatabase['db']): void {
  api.openapi(occupancyRoute, async (context) => {
    const { id: cameraId } = context.req.valid('param');
    await checkCamera(db, cameraId);
    const { every_s, ...stretch } = context.req.valid('query');
    const [found] = await loadOccupancy(db, { cameraId, ...stretch, stepMs: every_s * 1000 });
    return context.json(showOccupancy(found), 200);
  });
  api.openapi(heatMapRoute, async (context) => {
    const { id: cameraId } = context.req.valid('param');
    await checkCamera(db, cameraId);
    return context.json(showHeatMap(await loadHeatMap(db, { cameraId, ...context.req.valid('query') })), 200);
  });
}

/** Conditions as the routes take them. */
interface GivenConditions {
  readonly min_stay_s?: number | undefined;
  readonly unpaid?: 'true' | undefined;
}

function queryOf<Given extends GivenConditions>({ min_stay_s, unpaid, ...others }: Given) {
  return {
    ...others,
    minStayMs: min_stay_s === undefined ? undefined : min_stay_s * 1000,
    unpaid: unpaid === 'true',
  };
}

async function visitPage(db: OpenDatabase['db'], query: VisitQuery) {
  try {
    const { visits, next } = await loadVisits(db, query);
    return { visits: visits.map(showVisit), next_cursor: next };
  } catch (error) {
    throw error instanceof CursorError ? badCursor() : error;
  }
}

const badCursor = () => new HTTPException(400, { message: 'cursor: must be the next_cursor of an answer' });

/** @throws {HTTPException} there is no such camera */
async function checkCamera(db: OpenDatabase['db'], cameraId: string): Promise<void> {
  if (!(await hasCamera(db, cameraId)))
    throw new HTTPException(404, { message: `there is no camera ${cameraId}` });
}
