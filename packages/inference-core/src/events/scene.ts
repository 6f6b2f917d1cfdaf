import type { PersonDetection } from '../detection.ts';
import type { Frame } from '../frame.ts';

/** A frame and everybody in it. */
export interface Scene {
  readonly frame: Frame;
  readonly persons: readonly PersonDetection[];
  /** Whether heads are to be blurred in thumbnails. */
  readonly blurFaces: boolean;
}
