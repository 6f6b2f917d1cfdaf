import type { PathPoint, PersonAttributes } from '@deepsentinel/queue-contracts';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { type ChunkEvent, eventRows, updatedColumns } from './event-rows.ts';
import { type Lease, renewLease } from './leases.ts';
import { lockCameraOf } from './neighbors.ts';
import { saveObservations } from './observations.ts';
import { saveProgress } from './progress.ts';

/** A track as one chunk reports it, with the path within the chunk. */
export interface ChunkTrack {
  readonly trackId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: PersonAttributes;
  readonly path: readonly PathPoint[];
}

/** Size of analyzed frames, pixels, and the time of the last one. */
export interface ChunkFrames {
  readonly width: number;
  readonly height: number;
  /** Milliseconds from the first frame of the video. */
  readonly lastMs: number;
}

export interface ChunkResults {
  readonly index: number;
  readonly tracks: readonly ChunkTrack[];
  /** Each id once; an event of an earlier chunk is replaced, unless that reached further. */
  readonly events: readonly ChunkEvent[];
  /** What the rules looked at, for `readObservations`; null when the chunk has no frames. */
  readonly observations: Uint8Array | null;
  /** Frames of the chunk; null when it has none. Boxes of paths are in pixels of such a frame. */
  readonly frames: ChunkFrames | null;
  /** State to resume the analysis from behind this chunk, a JSON value. */
  readonly checkpoint: unknown;
  /** Percentage of the video that is analyzed, 0..100; null leaves it as it was. */
  readonly progress: number | null;
  /** Set with the last chunk: completes the run in the same transaction. */
  readonly completion: Completion | null;
}

/** End of a run. */
export interface Completion {
  readonly truncated: boolean;
  /**
   * Called at the end of the transaction that completes the run, with no other process at work on the recordings of the
   * camera: what it saves is saved with the completion, or not at all.
   */
  readonly onComplete?: ((transaction: Transaction<Database>) => Promise<void>) | undefined;
}

/**
 * Saves a chunk: tracks, events, checkpoint and progress in one transaction. Saving the same chunk again changes
 * nothing.
 *
 * @throws {LeaseLostError} another holder works on the run by now; nothing has been saved
 */
export async function commitChunk(db: Kysely<Database>, lease: Lease, chunk: ChunkResults): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await renewLease(transaction, lease);
    if (chunk.completion) await lockCameraOf(transaction, lease.videoId);
    await saveTracks(transaction, lease, chunk);
    await saveEvents(transaction, lease, chunk.events);
    if (chunk.observations)
      await saveObservations(transaction, lease, { ...chunk, data: chunk.observations });
    if (chunk.frames) await saveFrames(transaction, lease, chunk.frames);
    await transaction
      .updateTable('analysis_runs')
      .set({ checkpoint: JSON.stringify(chunk.checkpoint) })
      .where('id', '=', lease.runId)
      .execute();
    if (chunk.completion) {
      await complete(transaction, lease, chunk.completion.truncated);
      await chunk.completion.onComplete?.(transaction);
    } else if (chunk.progress !== null) {
      await saveProgress(transaction, lease.videoId, chunk.progress);
    }
  });
}

async function saveTracks(
  transaction: Transaction<Database>,
  { runId }: Lease,
  { index, tracks }: ChunkResults,
): Promise<void> {
  if (tracks.length === 0) return;
  await transaction
    .insertInto('tracks')
    .values(tracks.map((track) => trackRow(runId, track)))
    .onConflict((conflict) =>
      conflict.columns(['run_id', 'track_id']).doUpdateSet((row) => ({
        end_ms: row.ref('excluded.end_ms'),
        gender: row.ref('excluded.gender'),
        gender_confidence: row.ref('excluded.gender_confidence'),
        age_min_years: row.ref('excluded.age_min_years'),
        age_max_years: row.ref('excluded.age_max_years'),
        face_samples: row.ref('excluded.face_samples'),
      })),
    )
    .execute();
  await transaction
    .insertInto('track_segments')
    .values(
      tracks.map(({ trackId, path }) => ({
        run_id: runId,
        track_id: trackId,
        chunk_index: index,
        path: JSON.stringify(path),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function trackRow(runId: string, { trackId, startMs, endMs, attributes }: ChunkTrack) {
  return {
    run_id: runId,
    track_id: trackId,
    start_ms: startMs,
    end_ms: endMs,
    gender: attributes.gender,
    gender_confidence: attributes.genderConfidence,
    age_min_years: attributes.ageBand?.minYears ?? null,
    age_max_years: attributes.ageBand?.maxYears ?? null,
    face_samples: attributes.faceSamples,
  };
}

async function saveEvents(
  transaction: Transaction<Database>,
  { runId, videoId }: Lease,
  events: readonly ChunkEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await transaction
    .insertInto('events')
    .values(await eventRows(transaction, { runId, videoId }, events))
    .onConflict((conflict) =>
      conflict
        .columns(['run_id', 'event_id'])
        .doUpdateSet(Object.fromEntries(updatedColumns.map((name) => [name, sql.ref(`excluded.${name}`)])))
        // A repeated chunk does not undo what later ones have added.
        .whereRef('excluded.end_ms', '>=', 'events.end_ms'),
    )
    .execute();
}

/**
 * Saves the size of the frames, which zones and paths need to be compared, and the length of a video that does not state
 * it.
 */
async function saveFrames(
  transaction: Transaction<Database>,
  { videoId }: Lease,
  { width, height, lastMs }: ChunkFrames,
): Promise<void> {
  await transaction
    .updateTable('videos')
    .set({ width, height, duration_ms: sql`greatest(duration_ms, ${Math.round(lastMs)})` })
    .where('id', '=', videoId)
    .execute();
}

/** Completes the run; only now do its results replace those of earlier runs of the video. */
async function complete(
  transaction: Transaction<Database>,
  { runId, videoId }: Lease,
  truncated: boolean,
): Promise<void> {
  await transaction
    .updateTable('analysis_runs')
    .set({ status: 'completed', checkpoint: null, lease_expires_at: null, ended_at: sql`now()` })
    .where('id', '=', runId)
    .execute();
  await transaction
    .updateTable('videos')
    .set({ status: 'completed', analysis_progress: 100, truncated, error_code: null, error_message: null })
    .where('id', '=', videoId)
    .execute();
  await transaction
    .deleteFrom('analysis_runs')
    .where('video_id', '=', videoId)
    .where('id', '!=', runId)
    .execute();
}
