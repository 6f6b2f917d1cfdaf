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
  /** State of the last saved chunk, after which the analysis resumes. */
  readonly resumeFrom?: AnalysisState;
  /** Aborting ends the analysis with the signal's reason; no child process survives. */
  readonly signal?: AbortSignal;
  /**
   * Called for every analyzed frame with the share of the video that is done, 0..1; null while its duration is unknown.
   */
  readonly onProgress?: (share: number | null) => void;
  /**
   * Called for every analyzed frame, ascending in time; the analysis waits for it, and fails with the error that it
   * throws.
   */
  readonly onFrame?: ((analyzed: AnalyzedFrame) => void | Promise<void>) | undefined;
  /**
   * Duration of a video whose source does not state it, such as frames from memory, milliseconds; only used for
   * progress.
   */
  readonly durationMs?: number;
}
