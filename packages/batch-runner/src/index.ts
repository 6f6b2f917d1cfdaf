export type { AnalysisProgress } from './analysis-progress.ts';
export { classifyError, type Failure } from './classify-error.ts';
export { Interruption } from './interruption.ts';
export { describeLocalVideo, type LocalVideo } from './local-video.ts';
export { OutputError } from './output-error.ts';
export { type AnalysisJob, type AnalysisOutcome, runAnalysis } from './run-analysis.ts';
export { type ThumbnailStore, thumbnailDirectory } from './thumbnail-directory.ts';
export { ensureWritableDirectory } from './writable-directory.ts';
export { writeOutput } from './write-output.ts';
