import type { AnalysisSettings } from './analysis-settings.ts';
import type { AnalysisState } from './analysis-state.ts';

export interface AnalyzeOptions extends Partial<AnalysisSettings> {
  /** State of the last chunk that was stored; the analysis goes on behind it. */
  readonly resumeFrom?: AnalysisState;
  /** Aborting ends the analysis with the signal's reason; no child process survives. */
  readonly signal?: AbortSignal;
  /** Called for every analyzed frame: how much of the video is done, 0..1; null while its duration is unknown. */
  readonly onProgress?: (share: number | null) => void;
}
