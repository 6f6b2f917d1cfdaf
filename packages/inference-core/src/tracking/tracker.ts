import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, iou } from '../box.ts';
import type { PersonDetection } from '../detection.ts';
import { type FramePace, frameIntervalMs, initialPace, nextPace } from './frame-pace.ts';
import { assignMinimumCost } from './hungarian.ts';
import { correctMotion, type MotionFilter, motionBox, predictMotion, startMotion } from './motion-filter.ts';

/** Observation of a track's person at one time. */
export interface TrackObservation {
  readonly trackId: number;
  readonly timeMs: number;
  readonly person: PersonDetection;
}

/** Changes of the tracks by one frame. */
export interface TrackingStep {
  /**
   * New observations, ascending in time within a track. A track confirmed by this frame includes its earlier
   * observation.
   */
  readonly observations: readonly TrackObservation[];
  /** Confirmed tracks that were lost for too long; each ended with its last observation. */
  readonly endedTrackIds: readonly number[];
  /** Confirmed tracks that continue although this frame does not show them, but one of the last two seconds did. */
  readonly unseen: readonly UnseenTrack[];
}

/** Confirmed track that the current frame does not show, with its last observed box. */
export interface UnseenTrack {
  readonly trackId: number;
  readonly lastBox: Box;
  readonly lastSeenMs: number;
}

interface LiveTrack {
  /** Id of the track; null until a second frame confirms it. */
  readonly trackId: number | null;
  readonly motion: MotionFilter;
  readonly lastBox: Box;
  readonly lastSeenMs: number;
  /** Time of the last observation of high confidence; others do not keep a track alive. */
  readonly lastHighConfidenceMs: number;
  /** Observation of a track that is not confirmed yet. */
  readonly pending: PersonDetection | null;
}

/** State of the tracker, a JSON value. */
export interface TrackerState {
  readonly nextTrackId: number;
  readonly tracks: readonly LiveTrack[];
  readonly pace: FramePace;
}

export const initialTrackerState: TrackerState = { nextTrackId: 1, tracks: [], pace: initialPace };

/** Time after which a lost track ends, milliseconds; at low frame rates as many intervals. */
const maxLostMs = 2000;
const maxLostIntervals = 2.5;
/** Time after which a track that no second frame has confirmed is dropped, milliseconds; at low frame rates as many intervals. */
const maxUnconfirmedLostMs = 1100;
const maxUnconfirmedIntervals = 1.5;
/** Interval up to which somebody at the same place is taken for the same person, milliseconds. */
const maxIntervalMs = 10_000;
/** Minimum IoU of a detection with a track, unless their feet are close. */
const minOverlap = 0.1;
/** Maximum distance of the feet of a detection and a track whose boxes do not overlap, box heights. */
const maxDistanceHeights = 0.7;
/** Minimum IoU of a low-confidence detection with the predicted box of a track. */
const minOverlapOfLowConfidence = 0.6;
/** Minimum confidence of a low-confidence detection that continues a track, 0..1. */
const minLowConfidence = 0.25;

/**
 * Tracks persons from frame to frame: constant-velocity prediction and optimal assignment, first of high-confidence and
 * then of low-confidence detections as in ByteTrack. All time limits are in milliseconds because frame rates are low
 * and vary. Where frames are so far apart that no second one could confirm a person in time, one is enough: a passer-by
 * is seldom seen twice then.
 *
 * @see https://arxiv.org/abs/2110.06864
 */
export function trackPersons(
  state: TrackerState,
  persons: readonly PersonDetection[],
  timeMs: number,
): { state: TrackerState; step: TrackingStep } {
  const pace = nextPace(state.pace, timeMs);
  const intervalMs = frameIntervalMs(pace);
  const isSlow = intervalMs > maxUnconfirmedLostMs;
  const alive = state.tracks.filter(
    (track) => timeMs - track.lastHighConfidenceMs <= maxLostMsOf(track, intervalMs),
  );
  const ended = state.tracks.filter((track) => !alive.includes(track));
  const matches = matchTracks(alive, persons, timeMs);
  const unmatched = persons.filter(
    (person) => person.highConfidence && !matches.some((match) => match.person === person),
  );
  let { nextTrackId } = state;
  const observations: TrackObservation[] = [];
  const updated = alive.map((track) => {
    const person = matches.find((match) => match.track === track)?.person;
    if (!person && !(isSlow && track.pending)) return track;
    const trackId = track.trackId ?? nextTrackId++;
    if (track.pending) observations.push({ trackId, timeMs: track.lastSeenMs, person: track.pending });
    if (!person) return { ...track, trackId, pending: null };
    observations.push({ trackId, timeMs, person });
    return follow(track, { trackId, person, timeMs });
  });
  const begun = unmatched.map((person) => {
    if (!isSlow) return begin(person, timeMs);
    const trackId = nextTrackId++;
    observations.push({ trackId, timeMs, person });
    return { ...begin(person, timeMs), trackId, pending: null };
  });
  return {
    state: { nextTrackId, tracks: [...updated, ...begun], pace },
    step: {
      observations,
      endedTrackIds: ended.flatMap(({ trackId }) => trackId ?? []),
      unseen: updated.filter(({ lastSeenMs }) => isLostSince(lastSeenMs, timeMs)).filter(isConfirmed),
    },
  };
}

/** Ends all tracks, because nothing tells what happened before the next frame. */
export function endTracks({ nextTrackId, tracks }: TrackerState): {
  state: TrackerState;
  endedTrackIds: readonly number[];
} {
  return {
    state: { ...initialTrackerState, nextTrackId },
    endedTrackIds: tracks.flatMap(({ trackId }) => trackId ?? []),
  };
}

/** Adds an observation to a lost track that was redetected. */
export function updateTrack(
  state: TrackerState,
  { trackId, person, timeMs }: TrackObservation,
): TrackerState {
  const tracks = state.tracks.map((track) =>
    track.trackId === trackId ? follow(track, { trackId, person, timeMs }) : track,
  );
  return { ...state, tracks };
}

function isLostSince(lastSeenMs: number, timeMs: number): boolean {
  return lastSeenMs < timeMs && timeMs - lastSeenMs <= maxLostMs;
}

function isConfirmed(track: LiveTrack): track is LiveTrack & { trackId: number } {
  return track.trackId !== null;
}

interface Match {
  readonly track: LiveTrack;
  readonly person: PersonDetection;
}

function matchTracks(
  tracks: readonly LiveTrack[],
  persons: readonly PersonDetection[],
  timeMs: number,
): Match[] {
  const predicted = new Map(tracks.map((track) => [track, predictedBox(track, timeMs)]));
  const first = assign(
    tracks,
    persons.filter(({ highConfidence }) => highConfidence),
    (track, { box }) => association(predicted.get(track)!, track.lastBox, box),
  );
  const remaining = tracks.filter(
    (track) => track.trackId !== null && !first.some((match) => match.track === track),
  );
  const second = assign(
    remaining,
    persons.filter(({ highConfidence, confidence }) => !highConfidence && confidence >= minLowConfidence),
    (track, { box }) => {
      const overlap = iou(predicted.get(track)!, box);
      return overlap > minOverlapOfLowConfidence ? 1 - overlap : Infinity;
    },
  );
  return [...first, ...second];
}

function assign(
  tracks: readonly LiveTrack[],
  persons: readonly PersonDetection[],
  cost: (track: LiveTrack, person: PersonDetection) => number,
): Match[] {
  const costs = tracks.map((track) => persons.map((person) => cost(track, person)));
  return assignMinimumCost(costs).map(([row, column]) => ({ track: tracks[row]!, person: persons[column]! }));
}

/** Cost of assigning a box to a track by overlap and distance of the feet; Infinity when they are too far apart. */
function association(predicted: Box, last: Box, box: Box): number {
  const overlap = Math.max(iou(predicted, box), iou(last, box));
  const distance = footDistanceHeights(predicted, box);
  if (overlap <= minOverlap && distance >= maxDistanceHeights) return Infinity;
  return 1 - overlap + Math.min(distance, maxDistanceHeights);
}

function footDistanceHeights(a: Box, b: Box): number {
  const distance = Math.hypot((a.x1 + a.x2 - b.x1 - b.x2) / 2, a.y2 - b.y2);
  return distance / Math.max(boxHeight(a), boxHeight(b));
}

function predictedBox({ motion, lastSeenMs }: LiveTrack, timeMs: number): Box {
  return motionBox(predictMotion(motion, (timeMs - lastSeenMs) / 1000));
}

function begin(person: PersonDetection, timeMs: number): LiveTrack {
  return {
    trackId: null,
    motion: startMotion(person.box),
    lastBox: person.box,
    lastSeenMs: timeMs,
    lastHighConfidenceMs: timeMs,
    pending: person,
  };
}

function follow(
  track: LiveTrack,
  { trackId, person, timeMs }: { trackId: number; person: PersonDetection; timeMs: number },
): LiveTrack {
  const predicted = predictMotion(track.motion, (timeMs - track.lastSeenMs) / 1000);
  return {
    trackId,
    motion: correctMotion(predicted, person.box),
    lastBox: person.box,
    lastSeenMs: timeMs,
    lastHighConfidenceMs: person.highConfidence ? timeMs : track.lastHighConfidenceMs,
    pending: null,
  };
}

function maxLostMsOf({ trackId }: LiveTrack, intervalMs: number): number {
  return trackId === null
    ? Math.max(maxUnconfirmedLostMs, maxUnconfirmedIntervals * intervalMs)
    : Math.max(maxLostMs, maxLostIntervals * Math.min(intervalMs, maxIntervalMs));
}
