import { isDeepStrictEqual } from 'node:util';
import type { Tier } from '@deepsentinel/queue-contracts';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { isHeld } from './leases.ts';
import { isLive, supersedeRun } from './live-runs.ts';

type Run = Selectable<Database['analysis_runs']> & { readonly is_held: boolean };

export interface RunRequest {
  readonly videoId: string;
  readonly tier: Tier | 'local';
  /** Name and version of the model pack. */
  readonly modelPack: string;
  readonly settings: object;
  /** Whether to analyze again a video whose analysis has completed or failed. */
  readonly anew: boolean;
}

/** The run that answers a request. */
export interface Claim {
  readonly runId: string;
  /** False when there was such a run already: it waits, is being worked on, or has ended. */
  readonly created: boolean;
  readonly status: Run['status'];
}

/**
 * Claims the analysis of a video: there is one live run of it, however often it is asked for. An unfinished run with
 * other models or settings cannot be resumed; if no process holds it any more, it is failed and replaced.
 *
 * Rows are locked in the order of every commit of a lease holder, the run before the video.
 */
export async function claimRun(db: Kysely<Database>, request: RunRequest): Promise<Claim> {
  return await db.transaction().execute(async (transaction) => {
    // Claims of the same video wait for each other here.
    await sql`select pg_advisory_xact_lock(hashtextextended(${request.videoId}, 0))`.execute(transaction);
    const latest = await transaction
      .selectFrom('analysis_runs')
      .selectAll()
      .select(isHeld)
      .where('video_id', '=', request.videoId)
      .orderBy('attempt', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    if (latest && answers(latest, request))
      return { runId: latest.id, created: false, status: latest.status };
    if (latest && isLive(latest)) await supersedeRun(transaction, latest.id);
    return await insertRun(transaction, request, (latest?.attempt ?? 0) + 1);
  });
}

function answers(run: Run, { modelPack, settings, anew }: RunRequest): boolean {
  if (!isLive(run)) return !anew;
  const saved: unknown = JSON.parse(JSON.stringify(settings));
  return run.is_held || (run.model_pack === modelPack && isDeepStrictEqual(run.settings, saved));
}

async function insertRun(
  transaction: Transaction<Database>,
  request: RunRequest,
  attempt: number,
): Promise<Claim> {
  const { id, status } = await transaction
    .insertInto('analysis_runs')
    .values({
      video_id: request.videoId,
      version_id: sql<string>`(select version_id from videos where id = ${request.videoId})`,
      tier: request.tier,
      attempt,
      model_pack: request.modelPack,
      settings: JSON.stringify(request.settings),
    })
    .returning(['id', 'status'])
    .executeTakeFirstOrThrow();
  await transaction
    .updateTable('videos')
    .set({ status: 'queued', analysis_progress: 0, error_code: null, error_message: null })
    .where('id', '=', request.videoId)
    .execute();
  return { runId: id, created: true, status };
}

/** Finds a run; undefined when a later one has replaced it. */
export async function findRun(
  db: Kysely<Database>,
  runId: string,
): Promise<Selectable<Database['analysis_runs']> | undefined> {
  return await db.selectFrom('analysis_runs').selectAll().where('id', '=', runId).executeTakeFirst();
}
