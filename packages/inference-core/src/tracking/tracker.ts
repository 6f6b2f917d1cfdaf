import type { Box } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../detection.ts';
import { alreadyThereMs } from '../track.ts';
import { appearanceOf } from './appearance.ts';
import { type Match, matchTracks } from './association.ts';
import { type FramePace, frameIntervalMs, initialPace, nextPace } from './frame-pace.ts';
import {
  beginTrack,
  type Candidate,
  confirmTrack,
  followTrack,
  isConfirmed,
  type LiveTrack,
} from './live-track.ts';
import {
  cameIn,
  type DormantTrack,
  expireDormant,
  linkReappearances,
  maySleep,
  toDormant,
} from './reappearance.ts';
import type { Scene } from './scene.ts';

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
  /** Confirmed tracks that continue although this frame does not show them. */
  readonly unseen: readonly UnseenTrack[];
}

/** Confirmed track that the current frame does not show, with its last observed box. */
export interface UnseenTrack {
  readonly trackId: number;
  readonly lastBox: Box;
  readonly lastSeenMs: number;
}

/** State of the tracker, a JSON value. */
export interface TrackerState {
  /** Time of the first frame, milliseconds; null before it. */
  readonly startMs: number | null;
  readonly nextTrackId: number;
  readonly tracks: readonly LiveTrack[];
  /** Tracks that were lost inside the picture and may come back. */
  readonly dormant: readonly DormantTrack[];
  readonly pace: FramePace;
}

export const initialTrackerState: TrackerState = {
  startMs: null,
  nextTrackId: 1,
  tracks: [],
  dormant: [],
  pace: initialPace,
};

/** Time after which a lost track ends, milliseconds; at low frame rates as many intervals. */
const maxLostMs = 2000;
const maxLostIntervals = 2.5;
/** Time after which a lost track that is not confirmed is dropped, milliseconds; at low frame rates as many intervals. */
const maxUnconfirmedLostMs = 1100;
const maxUnconfirmedIntervals = 1.5;
/** Interval up to which somebody at the same place is taken for the same person, milliseconds. */
const maxIntervalMs = 10_000;
/** Observations that confirm a track which began at a border, at a door, or when the video began. */
const minObservations = 2;
/** Observations that confirm a track which began inside the picture, as many as in SORT and DeepSORT. */
const minObservationsInside = 3;

/**
 * Tracks persons from frame to frame: constant-velocity prediction, appearance and optimal assignment. A track lost
 * inside the picture stays dormant for some seconds and continues with a new track that looks the same, within reach.
 * All time limits are in milliseconds because frame rates are low and vary. Where frames are so far apart that no second
 * one could confirm a person in time, one is enough: a passer-by is seldom seen twice then.
 */
export function trackPersons(
  state: TrackerState,
  persons: readonly PersonDetection[],
  scene: Scene,
): { state: TrackerState; step: TrackingStep } {
  const { frame } = scene;
  const { timeMs } = frame;
  const startMs = state.startMs ?? timeMs;
  const pace = nextPace(state.pace, timeMs);
  const intervalMs = frameIntervalMs(pace);
  const { alive, dormant, endedTrackIds } = loseTracks(state, { scene, intervalMs });
  const candidates = persons.map((person) => ({ person, appearance: appearanceOf(frame, person, persons) }));
  const { matches, unmatched, begun } = matchFrame(alive, candidates, timeMs);
  const followed = matches.map(({ track, candidate }) => followTrack(track, candidate, timeMs));
  const isDue = (track: LiveTrack) => isToBeConfirmed(track, { startMs, scene, intervalMs });
  const lost = { unseen: unmatched.filter(isConfirmed), dormant };
  const links = linkReappearances(followed.filter(isDue), lost, scene);
  const continuedIds = new Set([...links.values()].map(({ trackId }) => trackId));
  const isLeft = ({ trackId }: { trackId: number | null }) => trackId === null || !continuedIds.has(trackId);
  const { tracks, observations, nextTrackId } = confirmTracks(
    [...followed, ...unmatched.filter(isLeft), ...begun],
    { isDue, links, nextTrackId: state.nextTrackId },
  );
  return {
    state: { startMs, nextTrackId, tracks, dormant: dormant.filter(isLeft), pace },
    step: {
      observations: [...observationsOf(matches, timeMs), ...observations],
      endedTrackIds,
      unseen: tracks
        .filter(isConfirmed)
        .filter(({ lastSeenMs }) => lastSeenMs < timeMs && timeMs - lastSeenMs <= maxLostMs),
    },
  };
}

/** Gives the persons of a frame to tracks, and begins tracks with sure detections that are nobody's. */
function matchFrame(
  tracks: readonly LiveTrack[],
  candidates: readonly Candidate[],
  timeMs: number,
): { matches: Match[]; unmatched: LiveTrack[]; begun: LiveTrack[] } {
  const matches = matchTracks(tracks, candidates, timeMs);
  const matched = new Set(matches.flatMap(({ track, candidate }) => [track, candidate]));
  return {
    matches,
    unmatched: tracks.filter((track) => !matched.has(track)),
    begun: candidates
      .filter((candidate) => candidate.person.highConfidence && !matched.has(candidate))
      .map((candidate) => beginTrack(candidate, timeMs)),
  };
}

/** New observations of the tracks that had been confirmed before. */
function observationsOf(matches: readonly Match[], timeMs: number): TrackObservation[] {
  return matches.flatMap(({ track: { trackId }, candidate: { person } }) =>
    trackId === null ? [] : [{ trackId, timeMs, person }],
  );
}

interface Confirmation {
  readonly isDue: (track: LiveTrack) => boolean;
  /** The lost tracks that new ones continue. */
  readonly links: ReturnType<typeof linkReappearances>;
  readonly nextTrackId: number;
}

/** Gives ids to the tracks that are due, in their order, and gathers their observations up to now. */
function confirmTracks(
  tracks: readonly LiveTrack[],
  { isDue, links, nextTrackId: firstId }: Confirmation,
): { tracks: LiveTrack[]; observations: TrackObservation[]; nextTrackId: number } {
  let nextTrackId = firstId;
  const observations: TrackObservation[] = [];
  const confirmed = tracks.map((track) => {
    if (!isDue(track)) return track;
    const lost = links.get(track);
    const trackId = lost?.trackId ?? nextTrackId++;
    observations.push(...track.pending.map((pending) => ({ trackId, ...pending })));
    return confirmTrack(track, trackId, lost);
  });
  return { tracks: confirmed, observations, nextTrackId };
}

/**
 * Whether enough frames have shown a track that is not confirmed yet: more of somebody who appears inside the picture,
 * where people seldom come from, and one where a second would come too late.
 */
function isToBeConfirmed(
  track: LiveTrack,
  { startMs, scene, intervalMs }: { startMs: number; scene: Scene; intervalMs: number },
): boolean {
  const [first] = track.pending;
  if (!first || isConfirmed(track)) return false;
  if (intervalMs > maxUnconfirmedLostMs) return true;
  if (track.pending.length < minObservations) return false;
  if (track.pending.length >= minObservationsInside) return true;
  return first.timeMs - startMs < alreadyThereMs || cameIn(track, scene);
}

/** Parts with the tracks that were lost for too long: those lost inside the picture sleep for a while, others end. */
function loseTracks(
  { tracks, dormant }: TrackerState,
  { scene, intervalMs }: { readonly scene: Scene; readonly intervalMs: number },
): { alive: LiveTrack[]; dormant: DormantTrack[]; endedTrackIds: number[] } {
  const { timeMs } = scene.frame;
  const alive = tracks.filter(
    (track) => timeMs - track.lastHighConfidenceMs <= maxLostMsOf(track, intervalMs),
  );
  const lost = tracks.filter((track) => !alive.includes(track)).filter(isConfirmed);
  const left = lost.filter((track) => !maySleep(track, scene));
  const asleep = lost.filter((track) => !left.includes(track)).map(toDormant);
  const { kept, expired } = expireDormant([...dormant, ...asleep], timeMs);
  return { alive, dormant: kept, endedTrackIds: [...left, ...expired].map(({ trackId }) => trackId) };
}

/** Time until which somebody who is followed may still be reported as unseen, milliseconds; negative for nobody. */
export function unseenUntilMs({ tracks }: TrackerState): number {
  const lastSeen = tracks.filter(isConfirmed).map(({ lastSeenMs }) => lastSeenMs + maxLostMs);
  return Math.max(-1, ...lastSeen);
}

/** Ends all tracks, because nothing tells what happened before the next frame. */
export function endTracks({ nextTrackId, tracks, dormant }: TrackerState): {
  state: TrackerState;
  endedTrackIds: readonly number[];
} {
  return {
    state: { ...initialTrackerState, nextTrackId },
    endedTrackIds: [...tracks, ...dormant].flatMap(({ trackId }) => trackId ?? []),
  };
}

/** Adds an observation to a lost track that was redetected. */
export function updateTrack(
  state: TrackerState,
  { trackId, person, timeMs }: TrackObservation,
): TrackerState {
  const candidate = { person, appearance: null };
  const tracks = state.tracks.map((track) =>
    track.trackId === trackId ? followTrack(track, candidate, timeMs) : track,
  );
  return { ...state, tracks };
}

function maxLostMsOf(track: LiveTrack, intervalMs: number): number {
  return isConfirmed(track)
    ? Math.max(maxLostMs, maxLostIntervals * Math.min(intervalMs, maxIntervalMs))
    : Math.max(maxUnconfirmedLostMs, maxUnconfirmedIntervals * intervalMs);
}
