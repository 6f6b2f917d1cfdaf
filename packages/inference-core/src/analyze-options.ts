import type { AnalysisSettings } from './analysis-settings.ts';
import type { AnalysisState } from './analysis-state.ts';
import type { AnalyzedFrame } from './analyzed-frame.ts';

export interface AnalyzeOptions extends Partial<AnalysisSettings> {
  /** State of the last chunk that was stored; the analysis goes on behind it. */
  readonly resumeFrom?: AnalysisState;
  /** Aborting ends the analysis with the signal's reason; no child process survives. */
  readonly signal?: AbortSignal;
  /** Called for every analyzed frame, in order of time; the analysis waits for it. */
  readonly onFrame?: ((analyzed: AnalyzedFrame) => void | Promise<void>) | undefined;
  /** Called for every analyzed frame: how much of the video is done, 0..1; null while its duration is unknown. */
  readonly onProgress?: (share: number | null) => void;
  /** Called for every analyzed frame, ascending in time; the analysis waits for it, and fails with what it throws. */
  readonly onFrame?: (analyzed: AnalyzedFrame) => void | Promise<void>;
  /** Length of a video whose source does not say it, as frames from memory never do; only progress needs it. */
  readonly durationMs?: number;
}
