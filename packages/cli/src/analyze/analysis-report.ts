import type { AnalysisOutcome, LocalVideo } from '@deepsentinel/batch-runner';
import { listEvents, listTracks, type OpenDatabase } from '@deepsentinel/db-schema';
import { type ReportedEvent, reportEvent } from '../results/reported-event.ts';
import { type ReportedTrack, reportTrack } from '../results/reported-track.ts';

/** What `analyze --json` writes. */
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
    /** The file breaks off: it was analyzed as far as it goes. */
    readonly truncated: boolean;
    /** What the decoder complained about. */
    readonly warnings: readonly string[];
  };
  readonly tracks: readonly ReportedTrack[];
  readonly events: readonly ReportedEvent[];
  readonly stats: AnalysisStats;
}

/** What the analysis cost; of the last attempt if there were several. */
export interface AnalysisStats {
  readonly modelPack: string;
  readonly framesAnalyzed: number;
  /** Frames passed over because nobody was in view. */
  readonly framesSkipped: number;
  /** Time spent inside the models, milliseconds. */
  readonly sessionMs: number;
  readonly wallMs: number;
  /** Where an interrupted analysis was taken up, milliseconds; null when it was not interrupted. */
  readonly resumedFromMs: number | null;
}

export interface CompletedAnalysis {
  readonly video: LocalVideo;
  readonly outcome: AnalysisOutcome;
  readonly modelPack: string;
  readonly wallMs: number;
}

/** Reads back what an analysis has saved, including what earlier attempts at it have. */
export async function loadReport(
  db: OpenDatabase['db'],
  completed: CompletedAnalysis,
): Promise<AnalysisReport> {
  const { video, outcome, modelPack, wallMs } = completed;
  const { path, sha256, info } = video;
  const { videoId, truncated, warnings, framesAnalyzed, framesSkipped, sessionMs, resumedFromMs } = outcome;
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
    stats: { modelPack, framesAnalyzed, framesSkipped, sessionMs, wallMs, resumedFromMs },
  };
}
