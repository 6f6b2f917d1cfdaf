/** How far the analysis of a video has come, and what this attempt has found. */
export interface AnalysisProgress {
  /** 0..1; null while the duration of the video is unknown. */
  readonly share: number | null;
  /** Milliseconds from the first frame. */
  readonly analyzedToMs: number;
  readonly tracks: number;
  readonly events: number;
}
