import { visitSentence } from '@deepsentinel/inference-core/visits';
import { z } from '@hono/zod-openapi';
import { id, time } from '../schemas.ts';
import type { SavedVisit } from './open-visit.ts';

const ms = z.int().openapi({ description: 'From the first frame of the first video', example: 4400 });
const moment = time.nullable().openapi({ description: 'Null when nobody said when the video was recorded' });
const way = z
  .string()
  .nullable()
  .openapi({ description: 'Exit zone or border of the picture; null when unknown', example: 'the door' });

/** Most events that a visit names; all of them have a route of their own. */
const namedEvents = 100;

export const visitSchema = z
  .object({
    id: z.string().openapi({ description: 'First video and number of the person', example: 'v-17.6' }),
    video_ids: z.array(id).openapi({ description: 'Videos that show the visit, by time' }),
    store_id: z.string().nullable(),
    camera_id: z.string().nullable(),
    track_id: z.int().openapi({ description: 'The person, counted within the first video', example: 6 }),
    summary: z.string().openapi({
      example:
        'A man of about 25 to 35. In: 14:03:10 by the left edge; out: 14:07:20 by the door; stayed 4 min 10 s, ' +
        '2 min of it at drinks. Standing 3 min 30 s, walking 40 s. Reaches into shelves: 2. Paid: yes.',
    }),
    gender: z.enum(['male', 'female', 'unknown']),
    age: z.object({ min_years: z.int(), max_years: z.int() }).nullable(),
    start_ms: ms,
    end_ms: ms,
    started_at: moment,
    ended_at: moment,
    entrance: z.object({ how: z.enum(['entered', 'already-there', 'unknown']), by: way }),
    departure: z.object({ how: z.enum(['left', 'still-there', 'unknown']), by: way }),
    dwell: z
      .array(z.object({ zone: z.string(), kind: z.string(), dwell_ms: z.int() }))
      .nullable()
      .openapi({ description: 'Time in each zone; null when the zones are not known' }),
    crossings: z
      .array(z.object({ line: z.string(), direction: z.enum(['in', 'out']), time_ms: ms }))
      .nullable()
      .openapi({ description: 'Of counting lines, by time; null when the size of the frames is not known' }),
    timeline: z
      .array(
        z.object({
          state: z.enum(['standing', 'walking', 'sitting', 'lying', 'unknown']),
          start_ms: ms,
          end_ms: ms,
        }),
      )
      .openapi({ description: 'One state after the other, without gaps' }),
    reaches: z.int().nullable().openapi({ description: 'Into shelves; null when nothing looked for them' }),
    paid: z.boolean().nullable().openapi({
      description: 'At the checkout after the last reach; null when unknown, or without a reach',
    }),
    thumbnail_key: z.string().nullable().openapi({ description: 'In the results bucket' }),
    event_ids: z
      .array(id.openapi({ example: 'walking-6-4400' }))
      .openapi({ description: `The first ${namedEvents}, by time` }),
    event_count: z.int().openapi({ description: 'All events; /api/visits/{id}/events lists them' }),
  })
  .openapi('Visit');

export function showVisit(visit: SavedVisit): z.infer<typeof visitSchema> {
  const { attributes, dwell, crossings, timeline, entrance, departure, videos, events } = visit;
  const { gender, ageBand } = attributes;
  const [first] = videos;
  return {
    id: visit.visitId,
    video_ids: videos.map(({ videoId }) => videoId),
    store_id: first?.storeId ?? null,
    camera_id: first?.cameraId ?? null,
    track_id: visit.trackId,
    summary: visitSentence(visit, visit.timeZone),
    gender,
    age: ageBand && { min_years: ageBand.minYears, max_years: ageBand.maxYears },
    start_ms: visit.startMs,
    end_ms: visit.endMs,
    started_at: visit.startedAt?.toISOString() ?? null,
    ended_at: visit.endedAt?.toISOString() ?? null,
    entrance,
    departure,
    dwell: dwell?.map(({ zone, kind, dwellMs }) => ({ zone, kind, dwell_ms: dwellMs })) ?? null,
    crossings:
      crossings?.map(({ line, direction, timeMs }) => ({ line, direction, time_ms: timeMs })) ?? null,
    timeline: timeline.map(({ state, startMs, endMs }) => ({ state, start_ms: startMs, end_ms: endMs })),
    reaches: visit.reaches,
    paid: visit.paid,
    thumbnail_key: visit.thumbnail,
    event_ids: events.slice(0, namedEvents).map(({ eventId }) => eventId),
    event_count: events.length,
  };
}

export const visitEventSchema = z
  .object({
    id: z.string().openapi({ example: 'walking-6-4400' }),
    video_id: id,
    type: z.string().openapi({ example: 'walking' }),
    state: z.string().openapi({ example: 'proposed' }),
    start_ms: ms,
    end_ms: ms,
    occurred_at: moment,
    confidence: z.number().min(0).max(1),
    description: z.string(),
    thumbnail_key: z.string().nullable(),
  })
  .openapi('VisitEvent');
