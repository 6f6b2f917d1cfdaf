import { boxHeight } from '../box.ts';
import { defineRule, type ProposedEvent } from './define-rule.ts';
import type { Observation } from './observe/observation.ts';
import { isAmount, joined, spokenDuration } from './observe/words.ts';

/** Staying down for this long after a fall is a collapse, milliseconds. */
const minDownMs = 1500;
/** A body that needed longer to come down lay down, milliseconds from the last upright observation. */
const maxFallMs = 3000;
/** One upright-looking observation this short does not end being down, milliseconds. */
const flickerMs = 700;
/** Share of the upright height below which somebody with the feet in place has fallen towards the camera. */
const sunkenHeightShare = 0.42;
/** Feet that moved less than this are in place, shares of the upright height. */
const maxFootShift = 0.2;
/** Weight of a smaller height in the running mean: people who walk away shrink slowly, those who fall at once. */
const shrinkingWeight = 0.05;

interface State {
  readonly upright: Upright | null;
  readonly down: Down | null;
  readonly reported: boolean;
}

/** The last upright observation, the height of the person when upright and the last place of the feet, pixels. */
interface Upright {
  readonly timeMs: number;
  readonly height: number;
  readonly footY: number;
}

interface Down {
  readonly sinceMs: number;
  readonly lastMs: number;
  /** Whether it began with a fall, so that it may be a collapse. */
  readonly fell: boolean;
  readonly fallMs: number;
  readonly confidenceSum: number;
  readonly observations: number;
}

/** A person who was upright goes down and stays down. Reported as soon as it is certain, not when it ends. */
export const collapseRule = defineRule({
  name: 'collapse',
  type: 'collapse',
  stages: ['rules'],
  initial: { upright: null, down: null, reported: false } as State,
  activeSinceMs: ({ down, reported }) => (down?.fell && !reported ? down.sinceMs : null),

  observe(state, observation) {
    if (!isDown(state, observation)) return { state: standUp(state, observation) };
    const down = goDown(state, observation);
    const certain = down.fell && observation.timeMs - down.sinceMs >= minDownMs;
    if (!certain || state.reported) return { state: { ...state, down } };
    return { state: { ...state, down, reported: true }, event: toEvent(down) };
  },

  claim: 'a person falls and stays on the floor',
  sentence: ({ who, evidence: { downSeconds } }) =>
    joined(
      `${who} collapses and stays down`,
      isAmount(downSeconds) && `for at least ${spokenDuration(downSeconds)}`,
    ),
});

function isDown({ upright }: State, { person }: Observation): boolean {
  if (person.posture === 'lying') return true;
  if (!upright || !isSunken(person, upright)) return false;
  return Math.abs(person.box.y2 - upright.footY) < maxFootShift * upright.height;
}

function isSunken({ box }: Observation['person'], { height }: Upright): boolean {
  return boxHeight(box) < sunkenHeightShare * height;
}

function standUp(state: State, { timeMs, person }: Observation): State {
  if (state.down && timeMs - state.down.lastMs < flickerMs) return state;
  return { upright: { timeMs, ...uprightBody(person, state.upright) }, down: null, reported: false };
}

function uprightBody(person: Observation['person'], known: Upright | null): Omit<Upright, 'timeMs'> {
  const height = boxHeight(person.box);
  if (!known) return { height, footY: person.box.y2 };
  const shrunk =
    person.posture === 'standing' ? known.height + shrinkingWeight * (height - known.height) : known.height;
  // Of somebody half hidden, the lower end of the box is not the feet.
  const footY = isSunken(person, known) ? known.footY : person.box.y2;
  return { height: Math.max(height, shrunk), footY };
}

function goDown({ upright, down }: State, { timeMs, person }: Observation): Down {
  const fallMs = down?.fallMs ?? (upright ? timeMs - upright.timeMs : 0);
  return {
    sinceMs: down?.sinceMs ?? timeMs,
    lastMs: timeMs,
    fell: down?.fell ?? (upright !== null && fallMs <= maxFallMs),
    fallMs,
    confidenceSum: (down?.confidenceSum ?? 0) + person.confidence,
    observations: (down?.observations ?? 0) + 1,
  };
}

function toEvent({ sinceMs, lastMs, fallMs, confidenceSum, observations }: Down): ProposedEvent {
  return {
    startMs: sinceMs,
    endMs: lastMs,
    confidence: confidenceSum / observations,
    evidence: { downSeconds: (lastMs - sinceMs) / 1000, fallSeconds: fallMs / 1000 },
  };
}
