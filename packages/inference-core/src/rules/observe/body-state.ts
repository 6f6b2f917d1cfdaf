import type { BodyState } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../../detection.ts';
import { walkingSpeed } from './movement.ts';

/** States are voted on over this stretch, milliseconds. */
const windowMs = 1000;
/** Time without any frame that tells the state after which it is unknown, milliseconds. */
const maxUnknownMs = 2000;

/** State of one frame by itself. */
interface MomentaryState {
  readonly timeMs: number;
  readonly state: BodyState;
}

/** State of a track's person. A JSON value. */
export interface StateOverTime {
  readonly state: BodyState;
  /** Start of the state, milliseconds. */
  readonly sinceMs: number;
  /** Frames of the last second that tell a state, ascending in time; at least the last one that did. */
  readonly votes: readonly MomentaryState[];
}

/** The state of a person of whom no frame has told anything. */
export function unknownSince(sinceMs: number): StateOverTime {
  return { state: 'unknown', sinceMs, votes: [] };
}

/**
 * Tells the state of a person by one frame and the movement up to it: `unknown` when the joints do not show hips or
 * legs, or before movement can be measured. Where no model finds joints, somebody who keeps still is taken to stand.
 */
export function momentaryState(
  { posture, pose }: Pick<PersonDetection, 'posture' | 'pose'>,
  speedHeightsPerSecond: number | null,
): BodyState {
  if (posture === 'lying') return 'lying';
  if (speedHeightsPerSecond !== null && speedHeightsPerSecond >= walkingSpeed) return 'walking';
  if (posture === 'sitting') return 'sitting';
  if (speedHeightsPerSecond === null) return 'unknown';
  return pose && posture === undefined ? 'unknown' : 'standing';
}

/**
 * Takes in the next frame. The state changes when more than half of the frames of the last second tell another one, and
 * then counts from the first of these; frames that tell nothing do not vote.
 */
export function followState(before: StateOverTime, { timeMs, state }: MomentaryState): StateOverTime {
  const known = state === 'unknown' ? before.votes : [...before.votes, { timeMs, state }];
  const last = known.at(-1);
  if (!last) return before;
  if (timeMs - last.timeMs > maxUnknownMs) return unknownSince(Math.max(last.timeMs, before.sinceMs));
  const votes = known.filter((vote) => vote === last || timeMs - vote.timeMs < windowMs);
  const majority = votes.find((one) => isMajority(votes, one.state));
  if (!majority || majority.state === before.state) return { ...before, votes };
  return { state: majority.state, sinceMs: Math.max(majority.timeMs, before.sinceMs), votes };
}

function isMajority(votes: readonly MomentaryState[], state: BodyState): boolean {
  return votes.filter((vote) => vote.state === state).length > votes.length / 2;
}
