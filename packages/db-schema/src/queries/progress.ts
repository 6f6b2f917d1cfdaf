import { type Kysely, sql } from 'kysely';
import type { Database, VideoStatus } from '../schema.ts';
import { type Lease, renewLease } from './leases.ts';

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

/**
 * Reports how far the analysis is, and with it that it is alive.
 *
 * @param progress 0..100; null leaves it as it was
 * @throws {LeaseLostError} somebody else has taken the lease, or the run has ended
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

/** Progress never goes back: a resumed analysis may report less than was told. */
export async function saveProgress(db: Kysely<Database>, videoId: string, progress: number): Promise<void> {
  await db
    .updateTable('videos')
    .set({ analysis_progress: sql`greatest(analysis_progress, ${Math.floor(progress)}::integer)` })
    .where('id', '=', videoId)
    .execute();
}
