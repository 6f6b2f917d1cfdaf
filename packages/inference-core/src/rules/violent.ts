import { boxCenter } from '../box.ts';
import { defineFrameRule, type FrameEvent } from './define-rule.ts';
import { bodyLength, type LimbPositions, limbPositions, limbSpeed } from './observe/limb-speed.ts';
import type { Observation } from './observe/observation.ts';

/** Share of the picture's height below which the joints of a person jump more than limbs move. */
const minHeightShare = 0.25;
/** People are within reach of each other when their boxes' centers are this close, body lengths. */
const maxDistance = 0.6;
/** A faster limb hits, pulls or fends off; gestures and steps are mostly slower. Body lengths per second. */
const minLimbSpeed = 0.6;
/** Frames with such a limb that make it a struggle: a single one may be a joint that jumped. */
const minFrames = 3;
/** A struggle without a fast limb for this long is over, milliseconds. */
const maxGapMs = 2000;
/** A guess, for a model that sees to decide: grows with each frame, never far, 0..1. */
const baseConfidence = 0.2;
const confidencePerFrame = 0.05;
const maxConfidence = 0.5;

interface State {
  /** Limbs in the last observation, by track id. */
  readonly limbs: Readonly<Record<string, LimbPositions>>;
  readonly struggle: Struggle | null;
}

interface Struggle {
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly frames: number;
  readonly peakSpeed: number;
  readonly trackIds: readonly number[];
}

/**
 * People close to each other whose limbs move fast. Proposes and no more: joints do not tell a fight from an embrace, and
 * of people who grapple they are often not found at all.
 *
 * Measured with the embedded pack on the clips by which the thresholds were chosen, two to three seconds long: at 5 fps it
 * finds 2 of 8 fights and takes none of 8 other scenes for one, at 10 fps 3 and 1; of 14 longer videos without a fight, one.
 */
export const violentRule = defineFrameRule({
  name: 'violent',
  type: 'violent',
  stages: ['rules', 'pose'],
  initial: { limbs: {}, struggle: null } as State,
  activeSinceMs: ({ struggle }) => struggle?.sinceMs ?? null,
  trackIds: ({ struggle }) => struggle?.trackIds ?? [],
  finish: ({ struggle }) => struggle && toEvent(struggle),

  observe({ limbs: before, struggle }, { timeMs, observations }) {
    const current = observations.map(
      (observation) => [observation.trackId, limbPositions(observation.person, timeMs)] as const,
    );
    const speeds = new Map(current.map(([id, limbs]) => [id, limbSpeed(before[id], limbs)]));
    const limbs = Object.fromEntries([...recent(before, timeMs), ...current]);
    const close = closePairs(observations).filter((pair) => speedOf(pair, speeds) >= minLimbSpeed);
    const isOver = struggle && timeMs - struggle.lastMs > maxGapMs;
    const event = isOver ? toEvent(struggle) : null;
    const goingOn = isOver ? null : struggle;
    const next = close.length > 0 ? extend(goingOn, close, { timeMs, speeds }) : goingOn;
    return { state: { limbs, struggle: next }, event };
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
function recent(limbs: State['limbs'], timeMs: number): [string, LimbPositions][] {
  return Object.entries(limbs).filter(([, { timeMs: seenMs }]) => timeMs - seenMs <= maxGapMs);
}

function extend(
  struggle: Struggle | null,
  close: readonly Pair[],
  { timeMs, speeds }: { timeMs: number; speeds: Speeds },
): Struggle {
  const involved = close.flat().map(({ trackId }) => trackId);
  const peak = Math.max(...close.map((pair) => speedOf(pair, speeds)));
  return {
    sinceMs: struggle?.sinceMs ?? timeMs,
    lastMs: timeMs,
    frames: (struggle?.frames ?? 0) + 1,
    peakSpeed: Math.max(struggle?.peakSpeed ?? 0, peak),
    trackIds: [...new Set([...(struggle?.trackIds ?? []), ...involved])],
  };
}

function toEvent({ sinceMs, lastMs, frames, peakSpeed, trackIds }: Struggle): FrameEvent | null {
  if (frames < minFrames) return null;
  return {
    startMs: sinceMs,
    endMs: lastMs,
    confidence: Math.min(baseConfidence + confidencePerFrame * frames, maxConfidence),
    trackIds,
    evidence: { persons: trackIds.length, fastFrames: frames, limbSpeedLengthsPerSecond: peakSpeed },
  };
}
