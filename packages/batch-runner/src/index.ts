export type { AnalysisProgress } from './analysis-progress.ts';
export type { AnalysisOutcome } from './analyze-under-lease.ts';
export { classifyError, type Failure } from './classify-error.ts';
export { Interruption, OutputError, StopSignal } from './errors.ts';
export { describeLocalVideo, type LocalVideo } from './local-video.ts';
export {
  type EventChanges,
  type NoRerun,
  type RerunVideo,
  rerunRules,
} from './rules/rerun-rules.ts';
export { type AnalysisJob, runAnalysis } from './run-analysis.ts';
export { abortOnStopSignals } from './stop-signals.ts';
export { storeContext } from './store-context.ts';
export { type ThumbnailRepository, thumbnailDirectory } from './thumbnail-directory.ts';
export { endOnUncaughtErrors } from './uncaught-errors.ts';
export { ensureWritableDirectory } from './writable-directory.ts';
export { writeOutput } from './write-output.ts';
