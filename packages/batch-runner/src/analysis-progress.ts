/** Progress of an analysis, and what this attempt has found. */
export interface AnalysisProgress {
  /** Share of the video that is analyzed, 0..1; null while its duration is unknown. */
  readonly share: number | null;
  /** Time in the video up to which it is analyzed, milliseconds from the first frame. */
  readonly analyzedToMs: number;
  readonly tracks: number;
  readonly events: number;
}
