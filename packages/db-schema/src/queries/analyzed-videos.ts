import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { isCurrentRun } from './current-runs.ts';

/** Conditions on videos; absent ones match every video. */
export interface AnalyzedVideoFilter {
  readonly videoId?: string | undefined;
  readonly storeId?: string | undefined;
  readonly cameraId?: string | undefined;
  /** Earliest start of the recording; `to` is the time before which it starts. Either leaves out videos without a time. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Leaves out videos with a time, and those before this one; null keeps all without a time. */
  readonly undatedFrom?: string | null | undefined;
}

/** A video with the run whose results count, as far as the results are read by them. */
export interface AnalyzedVideo {
  readonly videoId: string;
  /** Id of that run. */
  readonly runId: string;
  readonly bucket: string;
  readonly key: string;
  /** Version of the object or file that was analyzed; see `NewVideo`. */
  readonly versionId: string;
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

/** Most videos that are read at a time. */
const batchSize = 50;

/** Reads the videos that have a run, in the order of recording, those without a time last; a few at a time. */
export async function* streamAnalyzedVideos(
  db: Kysely<Database>,
  filter: AnalyzedVideoFilter,
): AsyncGenerator<AnalyzedVideo> {
  const { from, to, undatedFrom } = filter;
  if (undatedFrom === undefined) yield* pages((after) => datedVideos(db, filter, after).execute());
  if (from === undefined && to === undefined)
    yield* pages((after) => undatedVideos(db, filter, after).execute());
}

async function* pages(
  read: (after: AnalyzedVideo | undefined) => Promise<AnalyzedVideo[]>,
): AsyncGenerator<AnalyzedVideo> {
  let after: AnalyzedVideo | undefined;
  do {
    const videos = await read(after);
    yield* videos;
    after = videos.length === batchSize ? videos.at(-1) : undefined;
  } while (after);
}

function datedVideos(db: Kysely<Database>, filter: AnalyzedVideoFilter, after: AnalyzedVideo | undefined) {
  const { from, to } = filter;
  return videoQuery(db, filter)
    .where('videos.recorded_at', 'is not', null)
    .$if(from !== undefined, (query) => query.where('videos.recorded_at', '>=', from!))
    .$if(to !== undefined, (query) => query.where('videos.recorded_at', '<', to!))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(videos.recorded_at, videos.id) > (${after!.recordedAt}, ${after!.videoId})`),
    )
    .orderBy('videos.recorded_at')
    .orderBy('videos.id');
}

function undatedVideos(db: Kysely<Database>, filter: AnalyzedVideoFilter, after: AnalyzedVideo | undefined) {
  const { undatedFrom } = filter;
  const position = sql`(videos.created_at, videos.id)`;
  const positionOf = (videoId: string) => sql`(select created_at, id from videos where id = ${videoId})`;
  return videoQuery(db, filter)
    .where('videos.recorded_at', 'is', null)
    .$if(typeof undatedFrom === 'string', (query) =>
      query.where(sql<boolean>`${position} >= ${positionOf(undatedFrom!)}`),
    )
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`${position} > ${positionOf(after!.videoId)}`),
    )
    .orderBy('videos.created_at')
    .orderBy('videos.id');
}

/** Finds the recording of the same camera that begins last before another one; undefined when there is none. */
export async function recordingBefore(
  db: Kysely<Database>,
  { videoId, cameraId, recordedAt }: AnalyzedVideo,
): Promise<AnalyzedVideo | undefined> {
  if (cameraId === null || recordedAt === null) return undefined;
  return await videoQuery(db, { cameraId })
    .where(sql<boolean>`(videos.recorded_at, videos.id) < (${recordedAt}, ${videoId})`)
    .orderBy('videos.recorded_at', 'desc')
    .orderBy('videos.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Length of the longest recording, milliseconds; 0 when there is none. */
export async function longestRecordingMs(db: Kysely<Database>): Promise<number> {
  const { longest } = await db
    .selectFrom('videos')
    .select(({ fn }) => fn.max('duration_ms').as('longest'))
    .executeTakeFirstOrThrow();
  return longest ?? 0;
}

function videoQuery(db: Kysely<Database>, { videoId, storeId, cameraId }: AnalyzedVideoFilter) {
  return db
    .selectFrom('videos')
    .innerJoin('analysis_runs', 'analysis_runs.video_id', 'videos.id')
    .where(isCurrentRun)
    .$if(videoId !== undefined, (query) => query.where('videos.id', '=', videoId!))
    .$if(storeId !== undefined, (query) => query.where('videos.store_id', '=', storeId!))
    .$if(cameraId !== undefined, (query) => query.where('videos.camera_id', '=', cameraId!))
    .select([
      'videos.id as videoId',
      'analysis_runs.id as runId',
      'videos.bucket',
      'videos.key',
      'analysis_runs.version_id as versionId',
      'videos.store_id as storeId',
      'videos.camera_id as cameraId',
      'videos.width',
      'videos.height',
      'videos.duration_ms as durationMs',
      'videos.recorded_at as recordedAt',
      'analysis_runs.settings',
    ])
    .limit(batchSize);
}
