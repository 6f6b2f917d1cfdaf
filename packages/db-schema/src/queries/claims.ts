import { type AnalysisRequest, type Tier, videoIdOfKey } from '@deepsentinel/queue-contracts';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { ClaimError } from '../errors.ts';
import type { Database, RunStatus } from '../schema.ts';
import { isLive, supersedeRun } from './live-runs.ts';
import { registerVideo } from './videos.ts';

/** A request for the analysis of one version of one object. */
export interface RequestedAnalysis {
  /** Id that the publisher gives the video. Without it, its key may give it one (`videoIdOfKey`), or a new one is made. */
  readonly videoId?: string | undefined;
  readonly bucket: string;
  readonly key: string;
  /** Version id, or the ETag in a bucket without versions. */
  readonly versionId: string;
  readonly tier: Tier;
  readonly storeId?: string | undefined;
  readonly cameraId?: string | undefined;
  readonly recordedAt?: Date | undefined;
  /** Id of a failed run to reopen; a failed run stays failed otherwise. */
  readonly reopens?: string | undefined;
  /** Attempt of that run that failed: after a later one it stays failed. Any attempt, unless given. */
  readonly reopensAttempt?: number | undefined;
  /** Request that the dead-letter queue gets if the run fails. */
  readonly request: AnalysisRequest;
}

/** The run that answers a request. */
export interface RequestClaim {
  readonly runId: string;
  readonly videoId: string;
  /** Whether the run is new or reopened; false for a duplicate: the run waits, is being worked on, or has ended. */
  readonly created: boolean;
  readonly status: RunStatus;
  /** Tier of the run; a duplicate may have been requested with another. */
  readonly tier: Tier;
}

/**
 * Claims the analysis of an object version: there is one run, however many messages ask for it. A new version of a
 * known video replaces the older one, whose results stay until the new ones are complete. A redrive reopens the failed
 * run, which resumes at its checkpoint if it has one.
 *
 * @throws {ClaimError} the request contradicts the saved data, and always will
 */
export async function claimRequest(
  db: Kysely<Database>,
  requested: RequestedAnalysis,
): Promise<RequestClaim> {
  return await db.transaction().execute(async (transaction) => {
    // Claims of the same object wait for each other here.
    const object = `${requested.bucket}/${requested.key}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${object}, 1))`.execute(transaction);
    const camera = await checkedCamera(transaction, requested);
    const named = { ...requested, videoId: await freeId(transaction, requested) };
    const known = await findVideo(transaction, named);
    // The run is locked before the video, as by everything that a lease holder commits.
    const latest = known === undefined ? undefined : await latestRun(transaction, known);
    const videoId = await saveVideo(transaction, { ...named, ...camera }, known);
    if (latest?.version_id === requested.versionId) {
      const created = isReopened(latest, requested);
      if (created) await reopenRun(transaction, latest, { ...requested, videoId });
      const tier = created ? requested.tier : (latest.request?.tier ?? requested.tier);
      return { runId: latest.id, videoId, created, status: created ? 'claimed' : latest.status, tier };
    }
    if (latest && isLive(latest)) await supersedeRun(transaction, latest.id);
    const runId = await insertRun(transaction, requested, { videoId, attempt: (latest?.attempt ?? 0) + 1 });
    return { runId, videoId, created: true, status: 'claimed', tier: requested.tier };
  });
}

type Run = Pick<
  Selectable<Database['analysis_runs']>,
  'id' | 'version_id' | 'request' | 'attempt' | 'status' | 'job_id' | 'ended_jobs'
> & { readonly has_checkpoint: boolean };

/** Whether a redrive names this failed run, and none of its earlier attempts. */
function isReopened(latest: Run, { reopens, reopensAttempt = latest.attempt }: RequestedAnalysis): boolean {
  return latest.status === 'failed' && latest.id === reopens && latest.attempt === reopensAttempt;
}

/** Claims a failed run again, as its next attempt; an end of its old job that is announced late says nothing of it. */
async function reopenRun(
  transaction: Transaction<Database>,
  { id, attempt, job_id, ended_jobs, has_checkpoint }: Run,
  { videoId, tier, request }: { videoId: string; tier: Tier; request: AnalysisRequest },
): Promise<void> {
  const nothing = {
    ...{ job_id: null, wait_reason: null, exit_code: null, job_attempts: null, log_stream: null },
    ...{ error_code: null, error_message: null, last_error_code: null, last_error_message: null },
    ...{ ended_at: null, dead_lettered_at: null, lease_expires_at: null, fruitless_jobs: 0 },
  };
  await transaction
    .updateTable('analysis_runs')
    .set({
      ...{ ...nothing, status: 'claimed', claimed_at: sql`now()`, attempt: attempt + 1 },
      ...{ tier, request: JSON.stringify(request), lease_token: sql`lease_token + 1` },
      ended_jobs: job_id === null ? ended_jobs : [...new Set([...ended_jobs, job_id])],
    })
    .where('id', '=', id)
    .execute();
  await queueVideo(transaction, videoId, has_checkpoint ? {} : { analysis_progress: 0 });
}

async function latestRun(transaction: Transaction<Database>, videoId: string): Promise<Run | undefined> {
  return await transaction
    .selectFrom('analysis_runs')
    .select(['id', 'version_id', 'request', 'attempt', 'status', 'job_id', 'ended_jobs'])
    .select(sql<boolean>`checkpoint is not null`.as('has_checkpoint'))
    .where('video_id', '=', videoId)
    .orderBy('attempt', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
}

/**
 * Chooses the id of a video that has none yet: the publisher's, otherwise that of the key if no other object has it: a
 * folder may have many recordings. Claims of the same id wait for each other here.
 */
async function freeId(
  transaction: Transaction<Database>,
  { videoId, bucket, key }: RequestedAnalysis,
): Promise<string | undefined> {
  const id = videoId ?? videoIdOfKey(key);
  if (id === undefined) return undefined;
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 3))`.execute(transaction);
  if (videoId !== undefined) return videoId;
  const videos = transaction.selectFrom('videos').select(['id', 'bucket', 'key']);
  const holder = await videos.where('id', '=', id).executeTakeFirst();
  if (!holder || (holder.bucket === bucket && holder.key === key)) return id;
  const own = videos.where((row) => row.and({ bucket, key })).orderBy('created_at', 'desc');
  return (await own.limit(1).executeTakeFirst())?.id;
}

/** Finds the id of the video that has this version, otherwise of the one that the request names. */
async function findVideo(
  transaction: Transaction<Database>,
  { videoId, bucket, key, versionId }: RequestedAnalysis,
): Promise<string | undefined> {
  const ofVersion = await transaction
    .selectFrom('videos')
    .select('id')
    .where((row) => row.and({ bucket, key, version_id: versionId }))
    .executeTakeFirst();
  if (ofVersion || videoId === undefined) return ofVersion?.id;
  const named = await transaction
    .selectFrom('videos')
    .select(['id', 'bucket', 'key'])
    .where('id', '=', videoId)
    .executeTakeFirst();
  if (named && (named.bucket !== bucket || named.key !== key)) {
    throw new ClaimError(
      'video-id-taken',
      `video ${videoId} is ${named.bucket}/${named.key} and cannot be ${bucket}/${key}; use another id`,
    );
  }
  return named?.id;
}

/** Makes the video, or moves a known one to the requested version. */
async function saveVideo(
  transaction: Transaction<Database>,
  { videoId, bucket, key, versionId, storeId, cameraId, recordedAt }: RequestedAnalysis,
  known: string | undefined,
): Promise<string> {
  if (known !== undefined) {
    // Where and when is said of a content: of another one it must be said anew.
    const unsaid = { store_id: null, camera_id: null, recorded_at: null };
    await transaction
      .updateTable('videos')
      .set({ version_id: versionId, ...unsaid })
      .where('id', '=', known)
      .where('version_id', '!=', versionId)
      .execute();
  }
  const id = known === undefined ? videoId : undefined;
  return await registerVideo(transaction, { id, bucket, key, versionId, storeId, cameraId, recordedAt });
}

/**
 * Checks store and camera of a request, and adds the store to a camera that comes without one.
 *
 * @throws {ClaimError} the store or the camera is unknown, or the camera is of another store
 */
async function checkedCamera(
  transaction: Transaction<Database>,
  { storeId, cameraId }: RequestedAnalysis,
): Promise<Pick<RequestedAnalysis, 'storeId' | 'cameraId'>> {
  const stores = transaction.selectFrom('stores').select('id');
  if (storeId !== undefined && !(await stores.where('id', '=', storeId).executeTakeFirst())) {
    throw new ClaimError('unknown-store', `there is no store ${storeId}; \`sentinel store set\` adds one`);
  }
  if (cameraId === undefined) return { storeId };
  const cameras = transaction.selectFrom('cameras').select('store_id');
  const camera = await cameras.where('id', '=', cameraId).executeTakeFirst();
  if (!camera || camera.store_id !== (storeId ?? camera.store_id)) {
    const subject = storeId === undefined ? 'there is' : `store ${storeId} has`;
    throw new ClaimError(
      'unknown-camera',
      `${subject} no camera ${cameraId}; \`sentinel store set\` adds one`,
    );
  }
  return { storeId: camera.store_id, cameraId };
}

async function insertRun(
  transaction: Transaction<Database>,
  { tier, versionId, request }: RequestedAnalysis,
  { videoId, attempt }: { videoId: string; attempt: number },
): Promise<string> {
  const { id } = await transaction
    .insertInto('analysis_runs')
    .values({ video_id: videoId, version_id: versionId, tier, attempt, request: JSON.stringify(request) })
    .returning('id')
    .executeTakeFirstOrThrow();
  await queueVideo(transaction, videoId, { analysis_progress: 0 });
  return id;
}

async function queueVideo(
  transaction: Transaction<Database>,
  videoId: string,
  progress: { analysis_progress?: number },
): Promise<void> {
  await transaction
    .updateTable('videos')
    .set({ ...progress, status: 'queued', error_code: null, error_message: null })
    .where('id', '=', videoId)
    .execute();
}
