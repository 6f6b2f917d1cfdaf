import type { AnalysisSettings } from './analysis-settings.ts';
import type { AnalysisState } from './analysis-state.ts';
import type { AnalyzedFrame } from './analyzed-frame.ts';
import type { Rule } from './rules/define-rule.ts';

export interface AnalyzeOptions extends Partial<AnalysisSettings> {
  /**
   * Rules that propose events, in the order in which simultaneous events are reported: `standardRules` unless given,
   * `[...standardRules, myRule]` for one more. A resumed analysis must be given rules of the same names.
   */
  readonly rules?: readonly Rule[];
  /** State of the last chunk that was saved; the analysis goes on behind it. */
  readonly resumeFrom?: AnalysisState;
  /** Aborting ends the analysis with the signal's reason; no child process survives. */
  readonly signal?: AbortSignal;
  /** Called for every analyzed frame: how much of the video is done, 0..1; null while its duration is unknown. */
  readonly onProgress?: (share: number | null) => void;
  /** Called for every analyzed frame, ascending in time; the analysis waits for it, and fails with what it throws. */
  readonly onFrame?: ((analyzed: AnalyzedFrame) => void | Promise<void>) | undefined;
  /** Length of a video whose source does not say it, as frames from memory never do; only progress needs it. */
  readonly durationMs?: number;
}
