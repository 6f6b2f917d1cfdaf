import type { Detection, PersonDetection } from './detection.ts';
import type { Frame } from './frame.ts';
import type { TrackObservation } from './tracking/tracker.ts';

/** An analyzed frame with its pixels and everything that was found in it. */
export interface AnalyzedFrame {
  readonly frame: Frame;
  /** Every detection, rescored with the pose; those of low confidence too. */
  readonly persons: readonly PersonDetection[];
  /** Faces, of people whose bodies were not found too; null when the detector does not look for faces. */
  readonly faces: readonly Detection[] | null;
  /** Observations of confirmed tracks in this very frame, re-detected fallen people included. */
  readonly tracks: readonly TrackObservation[];
}
