import type { Detection, PersonDetection } from './detection.ts';
import type { TrackedFrame } from './event-pipeline.ts';
import type { Frame } from './frame.ts';
import type { TrackObservation } from './tracking/tracker.ts';

/** An analyzed frame with its persons, faces and tracks. */
export interface AnalyzedFrame {
  /** Frame of the analysis: its pixels may be kept, at the price of their memory, and must not be changed. */
  readonly frame: Frame;
  /** All detected persons, including those of low confidence and those redetected where a track was lost. */
  readonly persons: readonly PersonDetection[];
  /** Faces, confidence descending; null when the detector does not find faces. */
  readonly faces: readonly Detection[] | null;
  /** Persons of the frame by their tracks. A track begins with the second frame that shows its person. */
  readonly tracks: readonly TrackObservation[];
}

/**
 * Leaves out what a frame only confirms: the earlier observation of a track that begins with it.
 *
 * @param faces as the detector saw them
 */
export function analyzedFrame(
  { frame, persons, observations }: TrackedFrame,
  faces: AnalyzedFrame['faces'],
): AnalyzedFrame {
  return { frame, persons, faces, tracks: observations.filter(({ timeMs }) => timeMs === frame.timeMs) };
}
