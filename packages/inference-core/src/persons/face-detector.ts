import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import type { Square } from '../preprocess/square-crop.ts';

/** Finds the most confident face in a part of a frame. */
export interface FaceDetector {
  /** @returns the face in source-frame pixels, null when there is none */
  detect(frame: Frame, region: Square): Promise<Detection | null>;
}
