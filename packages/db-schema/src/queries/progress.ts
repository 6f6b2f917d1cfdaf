import { type Kysely, sql } from 'kysely';
import type { Database, VideoStatus } from '../schema.ts';
import { type Lease, renewLease } from './leases.ts';

/** Answer of the progress endpoint. */
export interface VideoProgress {
  /** Percentage of the video that is analyzed, 0..100. */
  readonly progress: number;
  readonly status: VideoStatus;
  readonly isCompleted: boolean;
}

/** Loads the progress of a video's analysis; null when there is no such video. */
export async function loadProgress(db: Kysely<Database>, videoId: string): Promise<VideoProgress | null> {
  const row = await db
    .selectFrom('videos')
    .select(['status', 'analysis_progress'])
    .where('id', '=', videoId)
    .executeTakeFirst();
  if (!row) return null;
  return { progress: row.analysis_progress, status: row.status, isCompleted: row.status === 'completed' };
}

/**
 * Reports progress, which is also the heartbeat of the run.
 *
 * @param progress percentage, 0..100; null leaves it as it was
 * @throws {LeaseLostError} another holder has taken the lease, or the run has ended
 */
export async function reportProgress(
  db: Kysely<Database>,
  lease: Lease,
  progress: number | null,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await renewLease(transaction, lease);
    if (progress !== null) await saveProgress(transaction, lease.videoId, progress);
  });
}

/** Saves progress, which never decreases: a resumed analysis may report less than before. */
export async function saveProgress(db: Kysely<Database>, videoId: string, progress: number): Promise<void> {
  await db
    .updateTable('videos')
    .set({ analysis_progress: sql`greatest(analysis_progress, ${Math.floor(progress)}::integer)` })
    .where('id', '=', videoId)
    .execute();
}
