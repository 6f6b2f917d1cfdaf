import type { Box } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../detection.ts';
import type { Frame } from '../frame.ts';

/** A frame and everybody in it. */
export interface Scene {
  readonly frame: Frame;
  readonly persons: readonly PersonDetection[];
  /** Faces that the detector saw, also of those of whom it saw nothing else, in source-frame pixels. */
  readonly faces: readonly Box[];
  /** Whether heads are to be blurred in thumbnails. */
  readonly blurFaces: boolean;
}
