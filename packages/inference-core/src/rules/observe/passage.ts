import { passedEdge, type TimedBox } from '../../frame-border.ts';
import type { Observation } from './observation.ts';

/** The way by which somebody comes into view or goes out of it. A JSON value. */
export interface Passage {
  /** Name of an exit zone, else a border of the frame, "inside" when there is neither. */
  readonly edge: string;
  /** 0..1 */
  readonly confidence: number;
}

/** What tells by which way somebody came or went. A JSON value. */
export interface Sighting extends TimedBox {
  /** Name of the exit zone that the person stands in or next to. */
  readonly exit: string | null;
}

/**
 * Confidence of a passage at a door or a border, 0..1. Of 43 labeled ones of docs/accuracy.md one is wrong; with a
 * probability of 95 % it is no more than one in nine.
 */
const passageConfidence = 0.9;
/** Confidence in the middle of the picture, where somebody may as well only be hidden, 0..1. */
const insideConfidence = 0.5;

export function sightingOf({ timeMs, person, exit }: Observation): Sighting {
  return { box: person.box, timeMs, exit };
}

/**
 * Names the way by which somebody goes out of view after `to`, coming from `from`; with `from` later than `to`, the way
 * by which somebody came into view.
 */
export function passage(from: TimedBox, to: Sighting, frame: Observation['frame']): Passage {
  const edge = to.exit ?? passedEdge(from, to, frame);
  return { edge, confidence: edge === 'inside' ? insideConfidence : passageConfidence };
}
