export type { AnalysisProgress } from './analysis-progress.ts';
export { Interruption } from './interruption.ts';
export { OutputError } from './output-error.ts';
export { writeOutput } from './write-output.ts';
