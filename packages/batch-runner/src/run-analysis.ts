import { hostname } from 'node:os';
import {
  type ChunkResults,
  claimRun,
  commitChunk,
  failRun,
  type Lease,
  LeaseLostError,
  listEvents,
  type NewVideo,
  type OpenDatabase,
  registerVideo,
  releaseLease,
  takeLease,
} from '@deepsentinel/db-schema';
import {
  type AnalysisSettings,
  type AnalysisState,
  type Analyzer,
  analysisSettingsSchema,
  analyzeVideo,
  type Chunk,
} from '@deepsentinel/inference-core';
import { exitCodes } from '@deepsentinel/queue-contracts';
import type { AnalysisProgress } from './analysis-progress.ts';
import { classifyError } from './classify-error.ts';
import { keepLease } from './keep-lease.ts';
import { Tally } from './tally.ts';
import type { ThumbnailStore } from './thumbnail-directory.ts';

/** A video to be analysed and where its results go. */
export interface AnalysisJob {
  readonly db: OpenDatabase['db'];
  readonly analyzer: Analyzer;
  /** Path of a file, or an http(s) URL that serves byte ranges. */
  readonly source: string;
  /** How the database knows the video. */
  readonly registration: NewVideo;
  /** Of this video alone. */
  readonly thumbnails: ThumbnailStore;
  readonly settings: Partial<AnalysisSettings>;
  /** Aborted to stop the analysis; the next one goes on behind the last stored chunk. */
  readonly signal: AbortSignal;
  /** Called first when an interrupted analysis is taken up, with where it goes on. */
  readonly onResume?: (analysedToMs: number) => void;
  /** Called for every stored chunk. */
  readonly onProgress: (progress: AnalysisProgress) => void;
}

/** What a completed analysis was like. */
export interface AnalysisOutcome {
  readonly videoId: string;
  /** Where an interrupted analysis was taken up, milliseconds; null when this one started at the beginning. */
  readonly resumedFromMs: number | null;
  /** The file breaks off: it was analysed as far as it goes. */
  readonly truncated: boolean;
  readonly warnings: readonly string[];
  /** Of this attempt, like the figures below. */
  readonly framesAnalysed: number;
  readonly framesSkipped: number;
  /** Time spent inside ONNX Runtime, milliseconds. */
  readonly sessionMs: number;
}

/**
 * Analyses a video into the database: chunk by chunk, each in one transaction with the state from which to go on. An
 * unfinished run with the same models and settings is resumed; a completed one is done anew, and its results stay until
 * the new ones are complete. What cannot be helped by another attempt marks the run as failed.
 *
 * @throws {LeaseHeldError} another process analyses the video
 * @throws {LeaseLostError} another process has taken over; nothing more has been stored
 * @throws {VideoError | OutputError} the video cannot be read, a thumbnail cannot be stored
 * @throws the signal's reason when it is aborted
 */
export async function runAnalysis(job: AnalysisJob): Promise<AnalysisOutcome> {
  const { db, analyzer } = job;
  const settings = analysisSettingsSchema.parse(job.settings);
  const videoId = await registerVideo(db, job.registration);
  const request = { videoId, tier: 'local', modelPack: analyzer.modelPack, settings, anew: true };
  const { runId } = await claimRun(db, request);
  const lease = await takeLease(db, runId, `${hostname()}:${process.pid}`);
  try {
    const outcome = await analyseUnderLease(job, lease, settings);
    const events = await listEvents(db, { videoId, limit: Number.MAX_SAFE_INTEGER });
    await job.thumbnails.keepOnly(events.flatMap(({ thumbnailKey }) => thumbnailKey ?? []));
    return outcome;
  } catch (error) {
    // When even this fails (the database is gone), the lease expires by itself; the first error is the one to report.
    await giveUp(job, lease, error).catch(() => null);
    throw error;
  }
}

async function analyseUnderLease(
  { db, analyzer, source, thumbnails, signal, onResume, onProgress }: AnalysisJob,
  lease: Lease,
  settings: AnalysisSettings,
): Promise<AnalysisOutcome> {
  using kept = keepLease(db, lease);
  const stop = AbortSignal.any([signal, kept.signal]);
  const resumeFrom = lease.checkpoint as AnalysisState | null;
  const resumedFromMs = resumeFrom?.analysedToMs ?? null;
  if (resumedFromMs !== null) onResume?.(resumedFromMs);
  const options = { ...settings, ...(resumeFrom && { resumeFrom }), signal: stop };
  const tally = new Tally();
  for await (const chunk of analyzeVideo(source, analyzer, options)) {
    // Ctrl-C reaches the decoder, too: what it yields after that may lack its end.
    stop.throwIfAborted();
    for (const { fileName, data } of chunk.thumbnails) await thumbnails.put(fileName, data);
    await commitChunk(db, lease, chunkResults(chunk, thumbnails));
    onProgress(tally.add(chunk));
  }
  return { videoId: lease.videoId, resumedFromMs, ...tally.figures() };
}

function chunkResults(chunk: Chunk, thumbnails: ThumbnailStore): ChunkResults {
  return {
    index: chunk.index,
    tracks: chunk.tracks,
    events: chunk.events.map(({ thumbnail, ...event }) => ({
      ...event,
      thumbnailKey: thumbnail === null ? null : thumbnails.keyOf(thumbnail),
    })),
    checkpoint: chunk.state,
    progress: chunk.progress === null ? null : chunk.progress * 100,
    completion: chunk.end && { truncated: chunk.end.truncated },
  };
}

/** Leaves the run to the next attempt, or to nobody if that would fail as well. */
async function giveUp({ db, signal }: AnalysisJob, lease: Lease, error: unknown): Promise<void> {
  if (error instanceof LeaseLostError) return;
  const failure = classifyError(error);
  if (signal.aborted || failure.exitCode === exitCodes.temporary) await releaseLease(db, lease);
  else await failRun(db, lease, failure);
}
