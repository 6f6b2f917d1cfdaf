import type { Box } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../detection.ts';
import { alreadyThereMs } from '../track.ts';
import { appearanceOf } from './appearance.ts';
import { matchTracks } from './association.ts';
import { type FramePace, frameIntervalMs, initialPace, nextPace } from './frame-pace.ts';
import { beginTrack, confirmTrack, followTrack, isConfirmed, type LiveTrack } from './live-track.ts';
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
  const pace = nextPace(state.pace, timeMs);
  const intervalMs = frameIntervalMs(pace);
  const isSlow = intervalMs > maxUnconfirmedLostMs;
  const { alive, dormant, endedTrackIds } = loseTracks(state, { scene, intervalMs });
  const candidates = persons.map((person) => ({ person, appearance: appearanceOf(frame, person, persons) }));
  const matches = matchTracks(alive, candidates, timeMs);
  const followed = matches.map(({ track, candidate }) => followTrack(track, candidate, timeMs));
  const unmatched = alive.filter((track) => !matches.some((match) => match.track === track));
  const startMs = state.startMs ?? timeMs;
  const newcomers = followed.filter((track) => isToBeConfirmed(track, { startMs, scene }));
  const links = linkReappearances(newcomers, { unseen: unmatched.filter(isConfirmed), dormant }, scene);

  let { nextTrackId } = state;
  const observations: TrackObservation[] = [];
  const updated = followed.map((track, index) => {
    if (track.trackId !== null) {
      observations.push({ trackId: track.trackId, timeMs, person: matches[index]!.candidate.person });
    }
    if (!newcomers.includes(track)) return track;
    const lost = links.get(track);
    const trackId = lost?.trackId ?? nextTrackId++;
    observations.push(...track.pending.map((pending) => ({ trackId, ...pending })));
    return confirmTrack(track, trackId, lost);
  });
  const continuedIds = new Set([...links.values()].map(({ trackId }) => trackId));
  const isLeft = ({ trackId }: { trackId: number | null }) => trackId === null || !continuedIds.has(trackId);
  const confirm = (track: LiveTrack): LiveTrack => {
    if (!isSlow || isConfirmed(track)) return track;
    const trackId = nextTrackId++;
    observations.push(...track.pending.map((pending) => ({ trackId, ...pending })));
    return confirmTrack(track, trackId);
  };
  const unseen = unmatched.filter(isLeft).map(confirm);
  const begun = candidates
    .filter(({ person }) => person.highConfidence)
    .filter((candidate) => !matches.some((match) => match.candidate === candidate))
    .map((candidate) => confirm(beginTrack(candidate, timeMs)));
  return {
    state: {
      startMs,
      nextTrackId,
      tracks: [...updated, ...unseen, ...begun],
      dormant: dormant.filter(isLeft),
      pace,
    },
    step: {
      observations,
      endedTrackIds,
      unseen: unseen.filter(({ lastSeenMs }) => timeMs - lastSeenMs <= maxLostMs).filter(isConfirmed),
    },
  };
}

/** Whether enough frames have shown a track: more of somebody who appears inside the picture, where people seldom come from. */
function isToBeConfirmed(track: LiveTrack, { startMs, scene }: { startMs: number; scene: Scene }): boolean {
  const [first] = track.pending;
  if (!first || track.pending.length < minObservations) return false;
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
