import { boxHeight } from '../../box.ts';
import type { Rule } from '../define-rule.ts';
import { walkingSpeed } from './movement.ts';
import type { Observation } from './observation.ts';

/** Fit of a frame that shows the person in another state than the event says. */
const otherStateFit = 0.1;
/** Fit of a frame in which somebody who is to be still sets off, or one who is to stand has one foot before the other. */
const unrestFit = 0.3;
/** Distance between the ankles of a stride, shares of the body height: those who stand keep within a third of it. */
const minStride = 0.25;
const minJointConfidence = 0.3;

/** Rates how well a frame shows what an event of a rule says, 0..1. */
export function fitOf({ shows }: Pick<Rule, 'shows'>, observation: Observation): number {
  if (shows === null) return 1;
  if (shows === 'reaching') return (observation.reachesInto ?? []).length > 0 ? 1 : otherStateFit;
  if (observation.momentaryState !== shows) return otherStateFit;
  if (shows === 'walking') return 1;
  const setsOff = (observation.latestSpeedHeightsPerSecond ?? 0) >= walkingSpeed;
  return setsOff || (shows === 'standing' && isStride(observation)) ? unrestFit : 1;
}

function isStride({ person: { pose, box } }: Observation): boolean {
  if (!pose) return false;
  const { leftAnkle, rightAnkle } = pose;
  if (Math.min(leftAnkle.confidence, rightAnkle.confidence) < minJointConfidence) return false;
  return Math.hypot(leftAnkle.x - rightAnkle.x, leftAnkle.y - rightAnkle.y) > minStride * boxHeight(box);
}
