import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../box.ts';

/** Kalman filter over position and velocity of one coordinate that moves at constant velocity. */
interface Coordinate {
  /** Position or size, source-frame pixels. */
  readonly position: number;
  /** Velocity, pixels per second. */
  readonly velocity: number;
  /** Variance of the position, covariance of position and velocity, variance of the velocity. */
  readonly covariance: readonly [number, number, number];
}

/** Motion of a box: horizontal center, bottom, width and height, each filtered by itself. JSON-serializable. */
export interface MotionFilter {
  readonly x: Coordinate;
  readonly bottom: Coordinate;
  readonly width: Coordinate;
  readonly height: Coordinate;
}

/** Standard deviation of a measured coordinate, box heights. */
const measurementDeviation = 0.05;
/** Standard deviation of the acceleration of a walking person, box heights per second squared. */
const accelerationDeviation = 0.6;
/** Standard deviation of a new person's velocity, box heights per second. */
const initialVelocityDeviation = 0.5;

const axes = ['x', 'bottom', 'width', 'height'] as const;

/** Starts the motion of a box at rest. */
export function startMotion(box: Box): MotionFilter {
  const measured = measure(box);
  const scale = boxHeight(box);
  return mapAxes((axis) => ({
    position: measured[axis],
    velocity: 0,
    covariance: [(measurementDeviation * scale) ** 2, 0, (initialVelocityDeviation * scale) ** 2],
  }));
}

/** Predicts the motion, with its uncertainty, some seconds ahead. */
export function predictMotion(motion: MotionFilter, seconds: number): MotionFilter {
  const noise = (accelerationDeviation * motion.height.position) ** 2;
  return mapAxes((axis) => predict(motion[axis], seconds, noise));
}

/** Corrects a predicted motion by the box measured at that time. */
export function correctMotion(predicted: MotionFilter, box: Box): MotionFilter {
  const measured = measure(box);
  const noise = (measurementDeviation * boxHeight(box)) ** 2;
  return mapAxes((axis) => correct(predicted[axis], measured[axis], noise));
}

/** Box that the filter estimates, source-frame pixels. */
export function motionBox({ x, bottom, width, height }: MotionFilter): Box {
  const halfWidth = Math.max(1, width.position) / 2;
  return {
    x1: x.position - halfWidth,
    y1: bottom.position - Math.max(1, height.position),
    x2: x.position + halfWidth,
    y2: bottom.position,
  };
}

function predict(
  { position, velocity, covariance: [pp, pv, vv] }: Coordinate,
  t: number,
  noise: number,
): Coordinate {
  return {
    position: position + velocity * t,
    velocity,
    covariance: [
      pp + 2 * t * pv + t * t * vv + (noise * t ** 4) / 4,
      pv + t * vv + (noise * t ** 3) / 2,
      vv + noise * t * t,
    ],
  };
}

function correct(
  { position, velocity, covariance: [pp, pv, vv] }: Coordinate,
  measured: number,
  noise: number,
): Coordinate {
  const innovation = measured - position;
  const positionGain = pp / (pp + noise);
  const velocityGain = pv / (pp + noise);
  return {
    position: position + positionGain * innovation,
    velocity: velocity + velocityGain * innovation,
    covariance: [(1 - positionGain) * pp, (1 - positionGain) * pv, vv - velocityGain * pv],
  };
}

function measure(box: Box): Record<(typeof axes)[number], number> {
  return { x: (box.x1 + box.x2) / 2, bottom: box.y2, width: boxWidth(box), height: boxHeight(box) };
}

function mapAxes(make: (axis: (typeof axes)[number]) => Coordinate): MotionFilter {
  return { x: make('x'), bottom: make('bottom'), width: make('width'), height: make('height') };
}
