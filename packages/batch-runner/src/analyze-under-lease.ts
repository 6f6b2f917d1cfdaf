import {
  beginRun,
  type ChunkResults,
  commitChunk,
  type EventRecord,
  failRun,
  type Lease,
  LeaseLostError,
  listEvents,
  type OpenDatabase,
  releaseLease,
} from '@deepsentinel/db-schema';
import {
  type AnalysisSettings,
  type AnalyzeOptions,
  type Analyzer,
  analyzeVideo,
  type Chunk,
  canResume,
  type GatingStats,
} from '@deepsentinel/inference-core';
import type { AnalysisProgress } from './analysis-progress.ts';
import { classifyError, type Failure } from './classify-error.ts';
import { type KeptLease, keepLease } from './keep-lease.ts';
import { joinBorders } from './rules/join-borders.ts';
import type { Transaction } from './rules/replace-events.ts';
import { RunStatistics } from './run-statistics.ts';
import type { ThumbnailRepository } from './thumbnail-directory.ts';

/** A video, and the analyzer, settings and repositories to analyze it with. */
export interface LeasedAnalysis {
  readonly db: OpenDatabase['db'];
  readonly analyzer: Analyzer;
  /** Path of a file, or an http(s) URL that serves byte ranges. */
  readonly source: string;
  /** Repository for the thumbnails of this video alone. */
  readonly thumbnails: ThumbnailRepository;
  readonly settings: AnalysisSettings;
  /** Called once before the first frame when the analysis resumes, with the time from which, milliseconds. */
  readonly onResume?: ((analyzedToMs: number) => void) | undefined;
  /**
   * Called for every analyzed frame with what was found in it. So that none is missed, an interrupted analysis is repeated
   * from its beginning; the chunks that it has saved stay as they are.
   */
  readonly onFrame?: AnalyzeOptions['onFrame'];
  /** Called for every analyzed frame. */
  readonly onProgress?: ((progress: AnalysisProgress) => void) | undefined;
  /** Called for every saved chunk. */
  readonly onChunk?: (() => void) | undefined;
}

/** Summary of a completed analysis. */
export interface AnalysisOutcome {
  readonly videoId: string;
  /** Time at which an interrupted analysis was resumed, milliseconds; null when this one started at the beginning. */
  readonly resumedFromMs: number | null;
  /** Whether the file breaks off; it was analyzed as far as it goes. */
  readonly truncated: boolean;
  readonly warnings: readonly string[];
  /** Frames that this attempt analyzed; the figures below are of this attempt, too. */
  readonly framesAnalyzed: number;
  readonly framesSkipped: number;
  /** Time spent inside ONNX Runtime, milliseconds. */
  readonly sessionMs: number;
  readonly gating: GatingStats;
}

/** A run, the lease to work under, and the errors that it survives. */
export interface LeasedWork {
  readonly db: OpenDatabase['db'];
  readonly lease: Lease;
  readonly signal: AbortSignal;
  /** Whether another attempt may succeed where this one failed. */
  readonly mayPass: (failure: Failure) => boolean;
}

/**
 * Works on a run while keeping its lease. An error that another attempt would meet again fails the run; after any other
 * error the lease is released and the error is kept with the run.
 *
 * @param work gets a signal that is aborted with the caller's, or with a `LeaseLostError` when the lease is lost
 * @throws {Error} as the work throws it
 */
export async function underLease<Result>(
  { db, lease, signal, mayPass }: LeasedWork,
  work: (kept: KeptLease, stop: AbortSignal) => Promise<Result>,
): Promise<Result> {
  using kept = keepLease(db, lease);
  try {
    return await work(kept, AbortSignal.any([signal, kept.signal]));
  } catch (error) {
    // When even this fails (the database is gone), the lease expires by itself; the first error is the one to report.
    await giveUp(error, { db, lease, signal, mayPass }).catch(() => null);
    throw error;
  }
}

/**
 * Analyzes a video chunk by chunk. Each chunk is saved in one transaction with the state to resume from. What an earlier
 * attempt with other models or settings, or of an older release, has saved is removed, and the analysis begins anew.
 *
 * @throws {LeaseLostError} another holder has taken the run; nothing more has been saved
 * @throws {VideoError | OutputError} the video cannot be read, a thumbnail cannot be saved
 */
export async function analyzeUnderLease(
  { db, analyzer, source, thumbnails, settings, ...listeners }: LeasedAnalysis,
  lease: Lease,
  { kept, stop }: { kept: KeptLease; stop: AbortSignal },
): Promise<AnalysisOutcome> {
  const context = { modelPack: analyzer.modelPack, settings };
  const { onFrame } = listeners;
  const { checkpoint } = await beginRun(db, lease, {
    ...context,
    canResume: (saved) => canResume(saved, context),
  });
  const resumeFrom = !onFrame && canResume(checkpoint, context) ? checkpoint : null;
  const resumedFromMs = resumeFrom?.analyzedToMs ?? null;
  if (resumedFromMs !== null) listeners.onResume?.(resumedFromMs);
  const statistics = new RunStatistics();
  const onProgress = (share: number | null) => {
    kept.progress = share;
    listeners.onProgress?.({ ...statistics.progress, share });
  };
  const options = {
    ...settings,
    ...(resumeFrom && { resumeFrom }),
    ...(onFrame && { onFrame }),
    signal: stop,
    onProgress,
  };
  const onComplete = async (transaction: Transaction) => {
    const { embedder } = analyzer.stages(settings.stages);
    await joinBorders(transaction, lease.videoId, { embedder, keepsAnswers: true });
  };
  for await (const chunk of analyzeVideo(source, analyzer, options)) {
    // Ctrl-C reaches the decoder, too: what it yields after that may lack its end.
    stop.throwIfAborted();
    for (const { fileName, data } of chunk.thumbnails) await thumbnails.put(fileName, data);
    await commitChunk(db, lease, chunkResults(chunk, { thumbnails, onComplete }));
    statistics.add(chunk);
    onProgress(chunk.progress);
    listeners.onChunk?.();
  }
  const events = await listEvents(db, { videoId: lease.videoId, limit: Number.MAX_SAFE_INTEGER });
  await thumbnails.keepOnly(events.flatMap(picturesOf));
  return { videoId: lease.videoId, resumedFromMs, ...statistics.totals() };
}

/** Lists the keys of all pictures that an event names. */
function picturesOf({ thumbnailKey, frames }: EventRecord): string[] {
  const shown = frames.map((frame) => frame.thumbnailKey);
  return thumbnailKey === null ? shown : [thumbnailKey, ...shown];
}

interface ChunkSaving {
  readonly thumbnails: ThumbnailRepository;
  readonly onComplete: (transaction: Transaction) => Promise<void>;
}

function chunkResults(chunk: Chunk, { thumbnails, onComplete }: ChunkSaving): ChunkResults {
  return {
    index: chunk.index,
    tracks: chunk.tracks,
    events: chunk.events.map(({ thumbnail, frames, ongoing, ...event }) => ({
      ...event,
      evidence: ongoing ? { ...event.evidence, ongoing } : event.evidence,
      thumbnailKey: thumbnail === null ? null : thumbnails.keyOf(thumbnail),
      frames: frames.map(({ thumbnail: picture, ...frame }) => ({
        ...frame,
        thumbnailKey: thumbnails.keyOf(picture),
      })),
    })),
    observations: chunk.observations,
    frames: chunk.frameSize && { ...chunk.frameSize, lastMs: chunk.toMs },
    checkpoint: chunk.state,
    progress: chunk.progress === null ? null : chunk.progress * 100,
    completion: chunk.end && { truncated: chunk.end.truncated, onComplete },
  };
}

/** Releases the run for the next attempt, or fails it if that attempt would fail as well. */
async function giveUp(error: unknown, { db, lease, signal, mayPass }: LeasedWork): Promise<void> {
  if (error instanceof LeaseLostError) return;
  const failure = classifyError(error);
  if (signal.aborted) await releaseLease(db, lease);
  else if (mayPass(failure)) await releaseLease(db, lease, failure);
  else await failRun(db, lease, failure);
}
