import type { AnalysisOutcome, LocalVideo } from '@deepsentinel/batch-runner';
import { listEvents, listTracks, type OpenDatabase } from '@deepsentinel/db-schema';
import type { GatingStats } from '@deepsentinel/inference-core';
import { type ReportedEvent, reportEvent } from '../results/reported-event.ts';
import { type ReportedTrack, reportTrack } from '../results/reported-track.ts';

/** Content of the file that `analyze --json` writes. */
export interface AnalysisReport {
  readonly video: {
    readonly path: string;
    readonly sha256: string;
    readonly width: number;
    readonly height: number;
    readonly durationMs: number | null;
    readonly averageFps: number | null;
    readonly codec: string;
    readonly container: string;
    readonly recordedAt: Date | null;
    /** Whether the file breaks off; it was analyzed as far as it goes. */
    readonly truncated: boolean;
    /** Complaints of the decoder. */
    readonly warnings: readonly string[];
  };
  readonly tracks: readonly ReportedTrack[];
  readonly events: readonly ReportedEvent[];
  readonly stats: AnalysisStats;
}

/** Cost of the analysis; of the last attempt if there were several. */
export interface AnalysisStats {
  readonly modelPack: string;
  readonly framesAnalyzed: number;
  /** Frames that were skipped because nobody was in view. */
  readonly framesSkipped: number;
  /** Time spent inside the models, milliseconds. */
  readonly sessionMs: number;
  /** What was passed over because nothing happens there. */
  readonly gating: GatingStats;
  readonly wallMs: number;
  /** Time at which an interrupted analysis was resumed, milliseconds; null when it was not interrupted. */
  readonly resumedFromMs: number | null;
}

export interface CompletedAnalysis {
  readonly video: LocalVideo;
  readonly outcome: AnalysisOutcome;
  readonly modelPack: string;
  readonly wallMs: number;
}

/** Loads the saved results of an analysis, including those of earlier attempts. */
export async function loadReport(
  db: OpenDatabase['db'],
  completed: CompletedAnalysis,
): Promise<AnalysisReport> {
  const { video, outcome, modelPack, wallMs } = completed;
  const { path, sha256, info } = video;
  const { videoId, truncated, warnings, framesAnalyzed, framesSkipped, sessionMs, gating, resumedFromMs } =
    outcome;
  const { width, height, durationMs, averageFps, codec, container } = info;
  const recordedAt = video.registration.recordedAt ?? null;
  const everything = { videoId, limit: Number.MAX_SAFE_INTEGER };
  return {
    video: {
      path,
      sha256,
      width,
      height,
      durationMs,
      averageFps,
      codec,
      container,
      recordedAt,
      truncated,
      warnings,
    },
    tracks: (await listTracks(db, everything)).map(reportTrack),
    events: (await listEvents(db, everything)).map(reportEvent),
    stats: { modelPack, framesAnalyzed, framesSkipped, sessionMs, gating, wallMs, resumedFromMs },
  };
}
