import { boxCenter } from '../box.ts';
import { defineFrameRule, type FrameEvent } from './define-rule.ts';
import {
  bodyLength,
  extendLimbs,
  type LimbPositions,
  limbPositions,
  limbSpeed,
} from './observe/limb-speed.ts';
import type { Observation } from './observe/observation.ts';
import { limit } from './observe/requirements.ts';

/** Share of the picture's height below which the joints of a person jump more than limbs move. */
const minHeightShare = 0.25;
/** People are within reach of each other when their boxes' centers are this close, body lengths. */
const maxDistance = 0.6;
/** A faster limb hits, pulls or fends off; gestures and steps are mostly slower. Body lengths per second. */
const minLimbSpeed = 0.6;
/** Time that one frame with such a limb stands for at most, milliseconds. */
const maxFrameMs = 400;
/** A struggle without a fast limb for this long is over, milliseconds. */
const maxGapMs = 2000;
/** A guess, for a model that sees to decide: grows with each second of fast limbs, never far, 0..1. */
const baseConfidence = 0.2;
const confidencePerSecond = 0.25;
const maxConfidence = 0.5;

interface State {
  /** Limbs in the last observations, ascending in time, by track id. */
  readonly limbs: Readonly<Record<string, readonly LimbPositions[]>>;
  /** Time of the frame before, milliseconds; null before the first. */
  readonly lastMs: number | null;
  readonly struggle: Struggle | null;
}

interface Struggle {
  readonly sinceMs: number;
  readonly lastMs: number;
  /** Time with a fast limb, milliseconds. */
  readonly fastMs: number;
  /** That which makes it a struggle, seconds. */
  readonly limitSeconds: number;
  readonly peakSpeed: number;
  readonly trackIds: readonly number[];
}

/**
 * People close to each other whose limbs move fast. Off unless the store sets `limits.violentSeconds`, because it does not
 * tell a fight from people who pass each other: on street scenes without a fight it proposes one as often as not, and of 52
 * fights on which nothing was tuned it found 1.
 */
export const violentRule = defineFrameRule({
  name: 'violent',
  type: 'violent',
  stages: ['rules', 'pose'],
  requires: { limitSeconds: limit('violentSeconds') },
  needsJoints: () => true,
  initial: { limbs: {}, lastMs: null, struggle: null } as State,
  activeSinceMs: ({ struggle }) => struggle?.sinceMs ?? null,
  trackIds: ({ struggle }) => struggle?.trackIds ?? [],
  finish: ({ struggle }) => struggle && toEvent(struggle),

  observe({ limbs: before, lastMs, struggle }, { timeMs, observations }, { limitSeconds }) {
    const current = observations.map(
      (observation) => [observation.trackId, limbPositions(observation.person, timeMs)] as const,
    );
    const speeds = new Map(current.map(([id, limbs]) => [id, limbSpeed(before[id] ?? [], limbs)]));
    const extended = current.map(([id, limbs]) => [id, extendLimbs(before[id] ?? [], limbs)] as const);
    const limbs = Object.fromEntries([...recent(before, timeMs), ...extended]);
    const close = closePairs(observations).filter((pair) => speedOf(pair, speeds) >= minLimbSpeed);
    const isOver = struggle && timeMs - struggle.lastMs > maxGapMs;
    const event = isOver ? toEvent(struggle) : null;
    const goingOn = isOver ? null : struggle;
    const frameMs = Math.min(timeMs - (lastMs ?? timeMs), maxFrameMs);
    const next =
      close.length > 0 ? extend(goingOn, close, { timeMs, frameMs, speeds, limitSeconds }) : goingOn;
    return { state: { limbs, lastMs: timeMs, struggle: next }, event };
  },

  claim: 'people fight, or one attacks another',
  sentence: ({ who, duration }) => `${who} moves violently close to somebody else for ${duration}`,
});

type Pair = readonly [Observation, Observation];
type Speeds = ReadonlyMap<number, number>;

function closePairs(observations: readonly Observation[]): Pair[] {
  const near = observations.filter(
    ({ person, frame }) => bodyLength(person) >= minHeightShare * frame.height,
  );
  const pairs = near.flatMap((one, index) => near.slice(index + 1).map((other): Pair => [one, other]));
  return pairs.filter(([one, other]) => {
    const [a, b] = [boxCenter(one.person.box), boxCenter(other.person.box)];
    const length = (bodyLength(one.person) + bodyLength(other.person)) / 2;
    return Math.hypot(a.x - b.x, a.y - b.y) <= maxDistance * length;
  });
}

function speedOf(pair: Pair, speeds: Speeds): number {
  return Math.max(...pair.map(({ trackId }) => speeds.get(trackId)!));
}

/** Limbs of tracks that may come back soon. */
function recent(limbs: State['limbs'], timeMs: number): [string, readonly LimbPositions[]][] {
  return Object.entries(limbs).filter(([, positions]) => timeMs - positions.at(-1)!.timeMs <= maxGapMs);
}

/** A frame with a fast limb. */
interface FastFrame {
  readonly timeMs: number;
  /** Time since the frame before, milliseconds. */
  readonly frameMs: number;
  readonly speeds: Speeds;
  readonly limitSeconds: number;
}

function extend(
  struggle: Struggle | null,
  close: readonly Pair[],
  { timeMs, frameMs, speeds, limitSeconds }: FastFrame,
): Struggle {
  const involved = close.flat().map(({ trackId }) => trackId);
  const peak = Math.max(...close.map((pair) => speedOf(pair, speeds)));
  return {
    sinceMs: struggle?.sinceMs ?? timeMs,
    lastMs: timeMs,
    fastMs: (struggle?.fastMs ?? 0) + frameMs,
    limitSeconds,
    peakSpeed: Math.max(struggle?.peakSpeed ?? 0, peak),
    trackIds: [...new Set([...(struggle?.trackIds ?? []), ...involved])],
  };
}

function toEvent({
  sinceMs,
  lastMs,
  fastMs,
  limitSeconds,
  peakSpeed,
  trackIds,
}: Struggle): FrameEvent | null {
  const fastSeconds = fastMs / 1000;
  if (fastSeconds < limitSeconds) return null;
  return {
    startMs: sinceMs,
    endMs: lastMs,
    confidence: Math.min(baseConfidence + confidencePerSecond * fastSeconds, maxConfidence),
    trackIds,
    evidence: { persons: trackIds.length, fastSeconds, limbSpeedLengthsPerSecond: peakSpeed },
  };
}
