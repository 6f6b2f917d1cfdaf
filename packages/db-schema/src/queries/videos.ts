import type { Kysely, Selectable } from 'kysely';
import type { Database } from '../schema.ts';

/** Facts about one version of one object. Absent ones are not known, or were recorded before. */
export interface NewVideo {
  /** Id chosen by the caller; a new one is made otherwise. */
  readonly id?: string | undefined;
  /** Bucket of the object; `file` for a local file. */
  readonly bucket: string;
  /** Key of the object; absolute path of a local file. */
  readonly key: string;
  /** Version id, or the ETag in a bucket without versions; SHA-256 of a local file. */
  readonly versionId: string;
  /** Id of a store that has been saved before. */
  readonly storeId?: string | undefined;
  readonly cameraId?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly durationMs?: number | null | undefined;
  readonly recordedAt?: Date | null | undefined;
}

/**
 * Makes the row of a video, or adds facts to it: known facts are never removed.
 *
 * @returns the id of this version's row, which differs from the given one when the version is known already
 * @throws {Error} the id belongs to another version, or the store or camera is unknown
 */
export async function registerVideo(db: Kysely<Database>, video: NewVideo): Promise<string> {
  const facts = {
    store_id: video.storeId ?? null,
    camera_id: video.cameraId ?? null,
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
    .onConflict((conflict) =>
      conflict.columns(['bucket', 'key', 'version_id']).doUpdateSet((row) => ({
        store_id: row.fn.coalesce('excluded.store_id', 'videos.store_id'),
        camera_id: row.fn.coalesce('excluded.camera_id', 'videos.camera_id'),
        width: row.fn.coalesce('excluded.width', 'videos.width'),
        height: row.fn.coalesce('excluded.height', 'videos.height'),
        duration_ms: row.fn.coalesce('excluded.duration_ms', 'videos.duration_ms'),
        recorded_at: row.fn.coalesce('excluded.recorded_at', 'videos.recorded_at'),
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Lists videos, newest first. */
export async function listVideos(
  db: Kysely<Database>,
  limit: number,
): Promise<Selectable<Database['videos']>[]> {
  return await db.selectFrom('videos').selectAll().orderBy('created_at', 'desc').limit(limit).execute();
}

/** Store, camera and start of a recording, as far as they are known. */
export interface VideoRecording {
  readonly storeId: string | null;
  readonly cameraId: string | null;
  /** Wall-clock time of the first frame. */
  readonly recordedAt: Date | null;
}

/**
 * Loads store, camera and time of a video's recording.
 *
 * @throws {Error} there is no such video
 */
export async function findRecording(db: Kysely<Database>, videoId: string): Promise<VideoRecording> {
  return await db
    .selectFrom('videos')
    .select(['store_id as storeId', 'camera_id as cameraId', 'recorded_at as recordedAt'])
    .where('id', '=', videoId)
    .executeTakeFirstOrThrow();
}
