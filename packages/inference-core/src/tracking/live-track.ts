import type { Box } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../detection.ts';
import type { TimedBox } from '../frame-border.ts';
import { type Appearance, blendAppearance } from './appearance.ts';
import { correctMotion, type MotionFilter, motionBox, predictMotion, startMotion } from './motion-filter.ts';

/** A person of a frame with the colors of the torso; these are null when it is hidden. */
export interface Candidate {
  readonly person: PersonDetection;
  readonly appearance: Appearance | null;
}

/** Running average of a track's appearance. A JSON value. */
export interface AverageAppearance {
  readonly shares: Appearance;
  readonly samples: number;
}

/** A track that is followed from frame to frame. A JSON value. */
export interface LiveTrack {
  /** Id of the track; null until a second frame confirms it. */
  readonly trackId: number | null;
  readonly motion: MotionFilter;
  readonly lastBox: Box;
  readonly lastSeenMs: number;
  /** The observation before the last; the last one itself when there is no other. */
  readonly before: TimedBox;
  /** Time of the last observation of high confidence; others do not keep a track alive. */
  readonly lastHighConfidenceMs: number;
  /** Observation of a track that is not confirmed yet. */
  readonly pending: PersonDetection | null;
  /** Appearance so far; null when the torso has always been hidden. */
  readonly appearance: AverageAppearance | null;
}

/** A track that was begun by a second observation and has an id. */
export type ConfirmedTrack = LiveTrack & { readonly trackId: number };

/**
 * Least weight of a new observation in the average appearance, as in StrongSORT: somebody who turns around or walks
 * into the shade changes over several seconds.
 */
const minWeight = 0.1;

export function isConfirmed(track: LiveTrack): track is ConfirmedTrack {
  return track.trackId !== null;
}

/** Box in which a track's person is expected. */
export function predictedBox({ motion, lastSeenMs }: LiveTrack, timeMs: number): Box {
  return motionBox(predictMotion(motion, (timeMs - lastSeenMs) / 1000));
}

/** Begins a track that is not confirmed yet. */
export function beginTrack({ person, appearance }: Candidate, timeMs: number): LiveTrack {
  return {
    trackId: null,
    motion: startMotion(person.box),
    lastBox: person.box,
    lastSeenMs: timeMs,
    before: { box: person.box, timeMs },
    lastHighConfidenceMs: timeMs,
    pending: person,
    appearance: addAppearance(null, appearance),
  };
}

/** Adds an observation to a track. */
export function followTrack(
  track: LiveTrack,
  { person, appearance }: Candidate,
  { trackId, timeMs }: { trackId: number; timeMs: number },
): ConfirmedTrack {
  const predicted = predictMotion(track.motion, (timeMs - track.lastSeenMs) / 1000);
  return {
    trackId,
    motion: correctMotion(predicted, person.box),
    lastBox: person.box,
    lastSeenMs: timeMs,
    before: { box: track.lastBox, timeMs: track.lastSeenMs },
    lastHighConfidenceMs: person.highConfidence ? timeMs : track.lastHighConfidenceMs,
    pending: null,
    // An unsure detection is often a person half hidden by another.
    appearance: person.highConfidence ? addAppearance(track.appearance, appearance) : track.appearance,
  };
}

/** Gives a new track the appearance of the lost one that it continues. */
export function continueTrack(
  track: LiveTrack,
  { appearance }: { readonly appearance: AverageAppearance | null },
): LiveTrack {
  return { ...track, appearance: addAppearance(appearance, track.appearance?.shares ?? null) };
}

/** Adds an appearance to a running average; null adds nothing. */
export function addAppearance(
  before: AverageAppearance | null,
  appearance: Appearance | null,
): AverageAppearance | null {
  if (!before || !appearance) return before ?? (appearance && { shares: appearance, samples: 1 });
  const samples = before.samples + 1;
  return {
    shares: blendAppearance(before.shares, appearance, Math.max(minWeight, 1 / samples)),
    samples,
  };
}
