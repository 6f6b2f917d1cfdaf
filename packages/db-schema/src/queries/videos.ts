import type { Kysely, Selectable } from 'kysely';
import type { Database, VideoStatus } from '../schema.ts';

/** One version of one object; a local file's bucket is `file`. */
export interface NewVideo {
  /** Chosen by the caller; a new one is made otherwise. */
  readonly id?: string | undefined;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly durationMs?: number | null | undefined;
  readonly recordedAt?: Date | null | undefined;
}

/** Makes the row of a video, or updates what is known of it. @returns its id */
export async function registerVideo(db: Kysely<Database>, video: NewVideo): Promise<string> {
  const facts = {
    width: video.width ?? null,
    height: video.height ?? null,
    duration_ms: video.durationMs ?? null,
    recorded_at: video.recordedAt ?? null,
  };
  const { id } = await db
    .insertInto('videos')
    .values({
      ...(video.id !== undefined && { id: video.id }),
      bucket: video.bucket,
      key: video.key,
      version_id: video.versionId,
      ...facts,
    })
    .onConflict((conflict) => conflict.columns(['bucket', 'key', 'version_id']).doUpdateSet(facts))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Videos, the newest first. */
export async function listVideos(
  db: Kysely<Database>,
  limit: number,
): Promise<Selectable<Database['videos']>[]> {
  return await db.selectFrom('videos').selectAll().orderBy('created_at', 'desc').limit(limit).execute();
}

/** What the progress endpoint answers. */
export interface VideoProgress {
  /** 0..100 */
  readonly progress: number;
  readonly status: VideoStatus;
  readonly isCompleted: boolean;
}

/** How far the analysis of a video is; null when there is no such video. */
export async function loadProgress(db: Kysely<Database>, videoId: string): Promise<VideoProgress | null> {
  const row = await db
    .selectFrom('videos')
    .select(['status', 'analysis_progress'])
    .where('id', '=', videoId)
    .executeTakeFirst();
  if (!row) return null;
  return { progress: row.analysis_progress, status: row.status, isCompleted: row.status === 'completed' };
}
