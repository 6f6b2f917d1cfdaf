import { boxHeight } from '../box.ts';
import { defineRule, type ProposedEvent, type TrackEnd } from './define-rule.ts';
import type { Observation } from './observe/observation.ts';
import { isUpdateDue } from './observe/ongoing.ts';
import { isAmount, joined, spokenDuration } from './observe/words.ts';

/** Staying down for this long after a fall is a collapse, milliseconds. */
const minDownMs = 1500;
/**
 * A body that needed longer to come down lay or sat down, milliseconds from the last observation at its full height: a
 * fall takes about a second, and in its middle people are often not found.
 */
const maxFallMs = 1500;
/** Share of the upright height from which a body counts as still at its full height: a slight stoop keeps nine tenths. */
const fullHeightShare = 0.75;
/** One upright-looking observation this short does not end being down, milliseconds. */
const flickerMs = 700;
/** Share of the upright height below which somebody with the feet in place has fallen towards the camera. */
const sunkenHeightShare = 0.42;
/** Feet that moved less than this are in place, shares of the upright height. */
const maxFootShift = 0.2;
/**
 * Confidence of a fall that every observation shows, 0..1: of five labeled ones all are right, which by Laplace's rule of
 * succession supports 6 of 7. That is too few to tell more.
 */
const maxConfidence = 6 / 7;
/** Weight of a smaller height in the running mean: people who walk away shrink slowly, those who fall at once. */
const shrinkingWeight = 0.05;

interface State {
  readonly upright: Upright | null;
  readonly down: Down | null;
}

/** The height of the person when upright and the last place of the feet, pixels. */
interface Upright {
  /** Last observation at the full height, milliseconds. */
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
  /** Observations that look down, and all up to the last of these. */
  readonly agreeing: number;
  readonly observations: number;
  /** Observations since then. */
  readonly pending: number;
  /** Time of the last report, milliseconds; null before the first. */
  readonly reportedMs: number | null;
}

/**
 * A person who was upright goes down and stays down. Reported as soon as it is certain, and again while it lasts and when
 * it is over: the person has stood up, was lost from sight, or the video has ended.
 */
export const collapseRule = defineRule({
  name: 'collapse',
  type: 'collapse',
  stages: ['rules'],
  initial: { upright: null, down: null } as State,
  activeSinceMs: ({ down }) => (down?.fell && down.reportedMs === null ? down.sinceMs : null),

  observe(state, observation) {
    if (!isDown(state, observation)) return standUp(state, observation);
    const down = goDown(state, observation);
    if (!isReportDue(down)) return { state: { ...state, down } };
    return {
      state: { ...state, down: { ...down, reportedMs: down.lastMs } },
      event: { ...toEvent(down), ongoing: true },
    };
  },

  finish({ down }, end) {
    return down && down.reportedMs !== null ? toEvent(down, end) : null;
  },

  claim: 'a person falls and stays on the floor',
  sentence: ({ who, evidence: { downSeconds, end } }) =>
    joined(
      `${who} collapses and stays down`,
      isAmount(downSeconds) && `for ${end === 'up' ? '' : 'at least '}${spokenDuration(downSeconds)}`,
      end === 'lost' && 'and is still down when lost from sight',
      end === 'video-ended' && 'and is still down when the video ends',
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

function isReportDue({ fell, sinceMs, lastMs, reportedMs }: Down): boolean {
  if (reportedMs !== null) return isUpdateDue(reportedMs, lastMs);
  return fell && lastMs - sinceMs >= minDownMs;
}

function standUp(state: State, observation: Observation): { state: State; event?: ProposedEvent | null } {
  const { down } = state;
  if (down && observation.timeMs - down.lastMs < flickerMs) {
    return { state: { ...state, down: { ...down, pending: down.pending + 1 } } };
  }
  const upright = uprightBody(observation, state.upright);
  return {
    state: { upright, down: null },
    event: down && down.reportedMs !== null ? toEvent(down, 'up') : null,
  };
}

function uprightBody({ timeMs, person }: Observation, known: Upright | null): Upright {
  const seen = boxHeight(person.box);
  if (!known) return { timeMs, height: seen, footY: person.box.y2 };
  const shrunk =
    person.posture === 'standing' ? known.height + shrinkingWeight * (seen - known.height) : known.height;
  const height = Math.max(seen, shrunk);
  return {
    timeMs: seen >= fullHeightShare * known.height ? timeMs : known.timeMs,
    height,
    // The lower end of the box of somebody half hidden is not the feet.
    footY: isSunken(person, known) ? known.footY : person.box.y2,
  };
}

function goDown({ upright, down }: State, { timeMs }: Observation): Down {
  const fallMs = down?.fallMs ?? (upright ? timeMs - upright.timeMs : 0);
  return {
    sinceMs: down?.sinceMs ?? timeMs,
    lastMs: timeMs,
    fell: down?.fell ?? (upright !== null && fallMs <= maxFallMs),
    fallMs,
    agreeing: (down?.agreeing ?? 0) + 1,
    observations: (down ? down.observations + down.pending : 0) + 1,
    pending: 0,
    reportedMs: down?.reportedMs ?? null,
  };
}

/**
 * Makes an event. Its confidence is the share of observations that look down, as if there were one more of either kind,
 * times that of a fall which all of them show.
 *
 * @param end how being down ended; missing while it lasts
 */
function toEvent(
  { sinceMs, lastMs, fallMs, observations, agreeing }: Down,
  end?: TrackEnd | 'up',
): ProposedEvent {
  return {
    startMs: sinceMs,
    endMs: lastMs,
    confidence: (maxConfidence * (agreeing + 1)) / (observations + 2),
    evidence: {
      downSeconds: (lastMs - sinceMs) / 1000,
      fallSeconds: fallMs / 1000,
      ...(end && { end }),
    },
  };
}
