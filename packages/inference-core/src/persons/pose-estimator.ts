import type { Box } from '@deepsentinel/queue-contracts';
import type { Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';

/** How a body stands in a frame. */
export interface BodyEstimate {
  /** In source-frame pixels. */
  readonly pose: Pose;
  /** In MEBOW's convention, 0..360; absent from models that give joints only, from which it is then computed. */
  readonly orientationDegrees?: number;
}

/** Finds the joints of persons whose boxes are known. */
export interface PoseEstimator {
  /** @returns an estimate for each box, in their order */
  estimate(frame: Frame, boxes: readonly Box[]): Promise<BodyEstimate[]>;
}
