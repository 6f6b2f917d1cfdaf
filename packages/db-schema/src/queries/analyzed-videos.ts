import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { isCurrentRun } from './current-runs.ts';

/** Conditions on videos; absent ones match every video. */
export interface AnalyzedVideoFilter {
  readonly videoId?: string | undefined;
  readonly storeId?: string | undefined;
  readonly cameraId?: string | undefined;
}

/** A video with the run whose results count, as far as the results are read by them. */
export interface AnalyzedVideo {
  readonly videoId: string;
  readonly bucket: string;
  readonly key: string;
  readonly storeId: string | null;
  readonly cameraId: string | null;
  /** Size of the analyzed frames, pixels; null when no run has saved it. */
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  /** Wall-clock time of the first frame; null when nobody said. */
  readonly recordedAt: Date | null;
  /** Settings of the run as they were saved. */
  readonly settings: unknown;
}

/** Lists the videos that have a run, in the order of recording, those without a time last. */
export async function listAnalyzedVideos(
  db: Kysely<Database>,
  { videoId, storeId, cameraId }: AnalyzedVideoFilter,
): Promise<AnalyzedVideo[]> {
  return await db
    .selectFrom('videos')
    .innerJoin('analysis_runs', 'analysis_runs.video_id', 'videos.id')
    .where(isCurrentRun)
    .$if(videoId !== undefined, (query) => query.where('videos.id', '=', videoId!))
    .$if(storeId !== undefined, (query) => query.where('videos.store_id', '=', storeId!))
    .$if(cameraId !== undefined, (query) => query.where('videos.camera_id', '=', cameraId!))
    .select([
      'videos.id as videoId',
      'videos.bucket',
      'videos.key',
      'videos.store_id as storeId',
      'videos.camera_id as cameraId',
      'videos.width',
      'videos.height',
      'videos.duration_ms as durationMs',
      'videos.recorded_at as recordedAt',
      'analysis_runs.settings',
    ])
    .orderBy('videos.recorded_at')
    .orderBy('videos.created_at')
    .orderBy('videos.id')
    .execute();
}
