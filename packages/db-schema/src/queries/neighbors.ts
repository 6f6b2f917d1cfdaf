import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';

/** A completed run with what is known of its recording. */
export interface CompletedRun {
  readonly runId: string;
  readonly videoId: string;
  readonly bucket: string;
  readonly key: string;
  readonly storeId: string | null;
  readonly cameraId: string | null;
  /** Wall-clock time of the first frame; null when nobody said. */
  readonly recordedAt: Date | null;
  /** Time of the last frame, milliseconds; null when unknown. */
  readonly durationMs: number | null;
  /** Settings of the run as they were saved. */
  readonly settings: unknown;
}

/**
 * Lets one transaction at a time work on the recordings of a camera, until its end. Of a video without a camera, on the
 * video. It is taken behind the lock of a run and before all others.
 */
export async function lockCameraOf(transaction: Transaction<Database>, videoId: string): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(coalesce(camera_id, id), 3)) from videos where id = ${videoId}
  `.execute(transaction);
}

/** Finds the completed run of a video; undefined when there is none. */
export async function completedRun(db: Kysely<Database>, videoId: string): Promise<CompletedRun | undefined> {
  return await completedRuns(db).where('videos.id', '=', videoId).executeTakeFirst();
}

/** Gap or overlap of two recordings that follow each other at most, milliseconds. */
export interface Adjoining {
  readonly maxGapMs: number;
}

/** Finds the completed run of the recording that a recording of the same camera follows, with frames of the same size. */
export async function runBefore(
  db: Kysely<Database>,
  run: CompletedRun,
  adjoining: Adjoining,
): Promise<CompletedRun | undefined> {
  return await adjoiningRuns(db, run, { ...adjoining, earlier: 'other', later: 'self' });
}

/** Finds the completed run of the recording that follows a recording of the same camera, with frames of the same size. */
export async function runAfter(
  db: Kysely<Database>,
  run: CompletedRun,
  adjoining: Adjoining,
): Promise<CompletedRun | undefined> {
  return await adjoiningRuns(db, run, { ...adjoining, earlier: 'self', later: 'other' });
}

async function adjoiningRuns(
  db: Kysely<Database>,
  { videoId, cameraId }: CompletedRun,
  {
    maxGapMs,
    earlier,
    later,
  }: Adjoining & { readonly earlier: 'self' | 'other'; readonly later: 'self' | 'other' },
): Promise<CompletedRun | undefined> {
  if (cameraId === null) return undefined;
  const table = { self: 'self', other: 'videos' };
  const [begin, end] = [sql.ref(`${table[earlier]}.recorded_at`), sql.ref(`${table[earlier]}.duration_ms`)];
  const next = sql.ref(`${table[later]}.recorded_at`);
  const gapMs = sql<number>`extract(epoch from ${next} - ${begin}) * 1000 - ${end}`;
  return await completedRuns(db)
    .innerJoin('videos as self', (join) =>
      join
        .on('self.id', '=', videoId)
        .onRef('self.camera_id', '=', 'videos.camera_id')
        .onRef('self.width', '=', 'videos.width')
        .onRef('self.height', '=', 'videos.height'),
    )
    .where('videos.id', '!=', videoId)
    .where(sql<boolean>`${next} > ${begin}`)
    .where(sql<boolean>`abs(${gapMs}) <= ${maxGapMs}`)
    // Of several versions of a recording, the one that was analyzed last.
    .orderBy('analysis_runs.ended_at', 'desc')
    .executeTakeFirst();
}

function completedRuns(db: Kysely<Database>) {
  return db
    .selectFrom('videos')
    .innerJoin('analysis_runs', 'analysis_runs.video_id', 'videos.id')
    .where('analysis_runs.status', '=', 'completed')
    .select([
      'analysis_runs.id as runId',
      'videos.id as videoId',
      'videos.bucket',
      'videos.key',
      'videos.store_id as storeId',
      'videos.camera_id as cameraId',
      'videos.recorded_at as recordedAt',
      'videos.duration_ms as durationMs',
      'analysis_runs.settings',
    ]);
}
