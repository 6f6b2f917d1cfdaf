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

/** An observation that is reported once its track is confirmed. */
export interface PendingObservation {
  readonly timeMs: number;
  readonly person: PersonDetection;
}

/** A track that is followed from frame to frame. A JSON value. */
export interface LiveTrack {
  /** Id of the track; null until it is confirmed. */
  readonly trackId: number | null;
  readonly motion: MotionFilter;
  readonly lastBox: Box;
  readonly lastSeenMs: number;
  /** The observation before the last; the last one itself when there is no other. */
  readonly before: TimedBox;
  /** Time of the last observation of high confidence; others do not keep a track alive. */
  readonly lastHighConfidenceMs: number;
  /** Observations of a track that is not confirmed yet, ascending in time; none of a confirmed one. */
  readonly pending: readonly PendingObservation[];
  /** Appearance so far; null when the torso has always been hidden. */
  readonly appearance: AverageAppearance | null;
}

/** A track that enough observations have confirmed, so that it has an id. */
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
    pending: [{ timeMs, person }],
    appearance: addAppearance(null, appearance),
  };
}

/** Adds an observation to a track; it becomes pending where the track is not confirmed. */
export function followTrack(track: LiveTrack, { person, appearance }: Candidate, timeMs: number): LiveTrack {
  const predicted = predictMotion(track.motion, (timeMs - track.lastSeenMs) / 1000);
  return {
    trackId: track.trackId,
    motion: correctMotion(predicted, person.box),
    lastBox: person.box,
    lastSeenMs: timeMs,
    before: { box: track.lastBox, timeMs: track.lastSeenMs },
    lastHighConfidenceMs: person.highConfidence ? timeMs : track.lastHighConfidenceMs,
    pending: isConfirmed(track) ? [] : [...track.pending, { timeMs, person }],
    // An unsure detection is often a person half hidden by another.
    appearance: person.highConfidence ? addAppearance(track.appearance, appearance) : track.appearance,
  };
}

/** Gives an id to a track; `lost` is the track that it continues, if any. */
export function confirmTrack(
  track: LiveTrack,
  trackId: number,
  lost?: { readonly appearance: AverageAppearance | null },
): ConfirmedTrack {
  const appearance = lost
    ? addAppearance(lost.appearance, track.appearance?.shares ?? null)
    : track.appearance;
  return { ...track, trackId, pending: [], appearance };
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
