import type { EventRecord, VideoSummary } from '@deepsentinel/db-schema';
import { videoStatuses } from '@deepsentinel/db-schema';
import { eventStates } from '@deepsentinel/queue-contracts';
import { z } from '@hono/zod-openapi';

export const id = z.string().openapi({ example: 'v-17' });
const statusSchema = z.enum(videoStatuses);
const progressShare = z.int().min(0).max(100).openapi({ description: 'Per cent', example: 40 });
const errorSchema = z
  .object({
    code: z.string().openapi({ description: 'For programs', example: 'unreadable' }),
    message: z.string().openapi({ description: 'For people' }),
  })
  .nullable()
  .openapi({ description: 'Why the analysis failed; null unless it did' });
export const time = z.iso.datetime().openapi({ example: '2026-05-01T14:03:11.000Z' });

export const progressSchema = z
  .object({
    progress: progressShare,
    status: statusSchema,
    is_completed: z.boolean(),
    error: errorSchema,
  })
  .openapi('Progress');

export const videoSchema = z
  .object({
    id,
    bucket: z.string(),
    key: z.string(),
    created_at: time,
    status: statusSchema,
    progress: progressShare,
    tier: z.string().nullable(),
    error: errorSchema,
  })
  .openapi('Video');

export const eventSchema = z
  .object({
    id: z.string().openapi({ example: 'walking-6-4400' }),
    video_id: id,
    type: z.string().openapi({ example: 'walking' }),
    state: z.enum(eventStates).openapi({
      description:
        'proposed by a rule; confirmed or rejected by a model, or unverified: it gave no clear answer',
    }),
    start_ms: z.int().openapi({ description: 'From the first frame', example: 4400 }),
    end_ms: z.int().openapi({
      description: 'Behind the end of the video where the event goes on in the next one of the camera',
    }),
    occurred_at: time
      .nullable()
      .openapi({ description: 'Null when nobody said when the video was recorded' }),
    confidence: z.number().min(0).max(1),
    description: z.string(),
    track_ids: z.array(z.int()).openapi({ description: 'The persons' }),
    thumbnail_key: z.string().nullable().openapi({ description: 'In the results bucket' }),
    evidence: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    frames: z
      .array(z.object({ time_ms: z.int(), thumbnail_key: z.string() }))
      .openapi({ description: 'What the model was shown' }),
  })
  .openapi('Event');

function failureOf({ status, errorCode, errorMessage }: VideoSummary) {
  return status === 'failed' ? { code: errorCode ?? 'unknown', message: errorMessage ?? '' } : null;
}

export function showProgress(video: VideoSummary): z.infer<typeof progressSchema> {
  const { progress, status } = video;
  return { progress, status, is_completed: status === 'completed', error: failureOf(video) };
}

export function showVideo(video: VideoSummary): z.infer<typeof videoSchema> {
  const { videoId, bucket, key, createdAt, status, progress, tier } = video;
  const created_at = createdAt.toISOString();
  return { id: videoId, bucket, key, created_at, status, progress, tier, error: failureOf(video) };
}

/** Facts of an event that are shown wherever it is. */
export function showEventFacts(event: ShownEvent) {
  return {
    id: event.eventId,
    video_id: event.videoId,
    type: event.type,
    state: event.state,
    start_ms: event.startMs,
    end_ms: event.endMs,
    occurred_at: event.occurredAt?.toISOString() ?? null,
    confidence: event.confidence,
    description: event.description,
    thumbnail_key: event.thumbnailKey,
  };
}

export function showEvent(event: EventRecord): z.infer<typeof eventSchema> {
  return {
    ...showEventFacts(event),
    track_ids: event.trackIds,
    evidence: event.evidence,
    frames: event.frames.map(({ timeMs, thumbnailKey }) => ({
      time_ms: timeMs,
      thumbnail_key: thumbnailKey,
    })),
  };
}

type ShownEvent = Pick<
  EventRecord,
  | 'eventId'
  | 'videoId'
  | 'type'
  | 'state'
  | 'startMs'
  | 'endMs'
  | 'occurredAt'
  | 'confidence'
  | 'description'
  | 'thumbnailKey'
>;
