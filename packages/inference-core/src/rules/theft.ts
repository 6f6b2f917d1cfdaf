import { defineRule } from './define-rule.ts';
import { canReach } from './observe/hands.ts';
import type { Observation } from './observe/observation.ts';
import { followReach, noReach, type ReachState } from './observe/reach.ts';
import { zones } from './observe/requirements.ts';
import { counted, isAmount, isName, joined } from './observe/words.ts';

/** A person at the checkout for this long after the last reach has paid, milliseconds. */
export const minCheckoutMs = 3000;
/** Longest gap between two observations that counts as time at the checkout; of a longer one, only so much does, milliseconds. */
const maxGapMs = 2000;
/** The rule counts reaches, not goods, and a till it does not see is none to it, 0..1. */
const confidence = 0.4;

interface State {
  readonly reach: ReachState;
  /** Reaches that have not been paid for. */
  readonly itemsPicked: number;
  /** Start of the first of them, milliseconds; null when there is none. */
  readonly sinceMs: number | null;
  /** Time at the checkout since the last of them. */
  readonly checkoutMs: number;
  readonly lastSeenMs: number | null;
  readonly exit: string | null;
}

const unburdened = { itemsPicked: 0, sinceMs: null, checkoutMs: 0 };

/** A person who has reached into shelves leaves by an exit zone without having stood in the checkout zone. */
export const theftRule = defineRule({
  name: 'theft',
  type: 'theft',
  stages: ['rules', 'pose'],
  requires: { shelves: zones('shelf'), checkouts: zones('checkout'), exits: zones('exit') },
  needsJoints: (box, frame, { shelves }) => canReach(box, shelves, frame),
  initial: { reach: noReach, ...unburdened, lastSeenMs: null, exit: null } as State,
  activeSinceMs: ({ sinceMs }) => sinceMs,

  observe(state, observation) {
    const { state: reach, reach: done } = followReach(state.reach, observation);
    const seen = { ...state, reach, lastSeenMs: observation.timeMs, exit: observation.exit };
    if (done) {
      const sinceMs = state.sinceMs ?? done.startMs;
      return { state: { ...seen, itemsPicked: state.itemsPicked + 1, sinceMs, checkoutMs: 0 } };
    }
    const checkoutMs = state.checkoutMs + timeAtCheckout(state, observation);
    return { state: checkoutMs >= minCheckoutMs ? { ...seen, ...unburdened } : { ...seen, checkoutMs } };
  },

  finish({ itemsPicked, sinceMs, checkoutMs, lastSeenMs, exit }, end) {
    if (end === 'video-ended' || sinceMs === null || exit === null) return null;
    return {
      startMs: sinceMs,
      endMs: lastSeenMs!,
      confidence,
      evidence: { itemsPicked, exitZone: exit, checkoutSeconds: checkoutMs / 1000 },
    };
  },

  claim: 'a person leaves with goods and has not paid',
  sentence: ({ who, evidence: { itemsPicked, exitZone } }) =>
    joined(
      `${who} leaves`,
      isName(exitZone) && `by "${exitZone}"`,
      isAmount(itemsPicked) && itemsPicked > 0 && `with ${counted(itemsPicked, 'item')}`,
      'and has not passed the checkout',
    ),
});

function timeAtCheckout({ lastSeenMs }: State, { timeMs, standsIn }: Observation): number {
  if (lastSeenMs === null || !standsIn.includes('checkout')) return 0;
  return Math.min(timeMs - lastSeenMs, maxGapMs);
}
