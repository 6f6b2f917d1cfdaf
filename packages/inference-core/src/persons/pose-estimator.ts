import type { Box } from '../box.ts';
import type { Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';

/** Finds the joints of persons whose boxes are known. */
export interface PoseEstimator {
  /** @returns one pose for each box, in their order, in source-frame pixels */
  estimate(frame: Frame, boxes: readonly Box[]): Promise<Pose[]>;
}
