import type {
  EventEvidence,
  EventState,
  EventType,
  PathPoint,
  PersonAttributes,
} from '@deepsentinel/queue-contracts';
import { nearestExit } from '../rules/observe/observation.ts';
import { passage } from '../rules/observe/passage.ts';
import { minCheckoutMs } from '../rules/theft.ts';
import type { CountingLine } from '../store/line.ts';
import type { Zone } from '../store/zone.ts';
import { alreadyThereMs, type Track } from '../track.ts';
import { type LineCrossing, lineCrossings } from './crossings.ts';
import { timeIn, type ZoneDwell, zoneDwells } from './dwell.ts';
import { stillThereMs } from './link-tracks.ts';
import { type StateSpan, stateTimeline } from './state-timeline.ts';

/** Facts of an event that visits are made of; whatever else it holds is kept. */
export interface VisitEvent {
  readonly type: EventType;
  readonly state: EventState;
  readonly trackIds: readonly number[];
  /** Milliseconds from the first frame of the video. */
  readonly startMs: number;
  readonly endMs: number;
  readonly evidence: EventEvidence;
  /** Name of the picture; null when there is none. */
  readonly thumbnail: string | null;
}

/** Facts that hold for all visits of a video. */
export interface VisitScene {
  /** Size of the analyzed frames, pixels; null when unknown, and then so is who stood where. */
  readonly frame: { readonly width: number; readonly height: number } | null;
  /** Zones of the camera, today's or any others; null when nobody said. */
  readonly zones: readonly Zone[] | null;
  /** Lines across which people are counted. */
  readonly lines: readonly CountingLine[];
  /** Whether the analysis knew a shelf zone, without which it did not look for reaches. */
  readonly reachesWatched: boolean;
  /** Time of the last frame, milliseconds; null when unknown. */
  readonly durationMs: number | null;
  /** Wall-clock time of the first frame; null when unknown. */
  readonly recordedAt: Date | null;
}

/** How a visit began. `already-there`: the person was in view when the recording began. */
export interface Entrance {
  readonly how: 'entered' | 'already-there' | 'unknown';
  /** Exit zone by its name, or border of the picture; null when unknown. */
  readonly by: string | null;
}

/** How a visit ended. `still-there`: the person was in view when the recording ended. */
export interface Departure {
  readonly how: 'left' | 'still-there' | 'unknown';
  /** Exit zone by its name, or border of the picture; null when unknown. */
  readonly by: string | null;
}

/** One person's stay, from coming into view to going out of it. Times are milliseconds from the first frame of the video. */
export interface Visit<Event extends VisitEvent = VisitEvent> {
  readonly trackId: number;
  readonly attributes: PersonAttributes;
  readonly startMs: number;
  readonly endMs: number;
  /** Wall-clock times of both; null when the time of the recording is not known. */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly entrance: Entrance;
  readonly departure: Departure;
  /** Time in each zone, zones without any left out; null when zones or the size of the frames are not known. */
  readonly dwell: readonly ZoneDwell[] | null;
  /** Crossings of lines, by time; null when the size of the frames is not known. */
  readonly crossings: readonly LineCrossing[] | null;
  /** States one after the other, from start to end of the visit. */
  readonly timeline: readonly StateSpan[];
  /** Number of reaches into shelves; null when nothing looked for them. */
  readonly reaches: number | null;
  /** Whether the person stood at the checkout after the last reach; null when unknown, or when there was no reach. */
  readonly paid: boolean | null;
  /** Name of the picture that shows the person best; null when there is none. */
  readonly thumbnail: string | null;
  /** Events in which the person takes part, by time; rejected ones are left out. */
  readonly events: readonly Event[];
}

/**
 * Makes a visit of every track.
 *
 * Needs nothing but what an analysis has saved, so that visits can be made again when zones have changed. A path has a
 * point for each analyzed frame that shows the person (5 a second by default), and no joints: times in zones follow new
 * zones, reaches are those that the analysis found with the zones of its time.
 */
export function visitsOf<Event extends VisitEvent>(
  tracks: readonly Track[],
  events: readonly Event[],
  scene: VisitScene,
): Visit<Event>[] {
  return tracks.map((track) =>
    visitOf(
      track,
      events.filter(({ trackIds }) => trackIds.includes(track.trackId)),
      scene,
    ),
  );
}

/** Makes the visit of one track, of the events in which it takes part. */
export function visitOf<Event extends VisitEvent>(
  track: Track,
  ownEvents: readonly Event[],
  scene: VisitScene,
): Visit<Event> {
  const events = ownEvents
    .filter(({ state }) => state !== 'rejected')
    .toSorted((a, b) => a.startMs - b.startMs);
  const { trackId, startMs, endMs, attributes, path } = track;
  const { frame, zones, lines, recordedAt } = scene;
  const wallClock = (ms: number) => recordedAt && new Date(recordedAt.getTime() + ms);
  const reaches = countReaches(path, events, scene);
  return {
    trackId,
    attributes,
    startMs,
    endMs,
    startedAt: wallClock(startMs),
    endedAt: wallClock(endMs),
    entrance: entranceOf(track, events, scene),
    departure: departureOf(track, events, scene),
    dwell: frame && zones && zoneDwells(path, zones, frame),
    crossings: frame && lineCrossings(path, lines, frame),
    timeline: stateTimeline(track, events),
    reaches,
    paid: reaches ? hasPaid(track, events, scene) : null,
    thumbnail: bestThumbnail(events),
    events,
  };
}

function entranceOf({ startMs, path }: Track, events: readonly VisitEvent[], scene: VisitScene): Entrance {
  const entered = events.find(({ type }) => type === 'entered');
  if (entered) return { how: 'entered', by: wayOf(path.slice(0, 2), entered, scene) };
  return { how: startMs < alreadyThereMs ? 'already-there' : 'unknown', by: null };
}

function departureOf(track: Track, events: readonly VisitEvent[], scene: VisitScene): Departure {
  const { endMs, path } = track;
  const left = events.findLast(({ type }) => type === 'left');
  // Whoever lies on the floor and is lost from sight has not walked out.
  const isDown = stateTimeline(track, events).at(-1)?.state === 'lying';
  if (left && !isDown) return { how: 'left', by: wayOf(path.slice(-2).toReversed(), left, scene) };
  const isAtEnd = scene.durationMs !== null && endMs >= scene.durationMs - stillThereMs;
  return { how: isAtEnd ? 'still-there' : 'unknown', by: null };
}

/**
 * Way by which somebody came or went, by today's zones; by those of the analysis when the size of the frames is not known.
 *
 * @param points the outermost point of the path and the one next to it, if any
 */
function wayOf(
  [outermost, next = outermost]: readonly PathPoint[],
  { evidence }: VisitEvent,
  { frame, zones }: VisitScene,
): string | null {
  const edge = outermost && next && frame ? edgeAt(outermost, next, { frame, zones }) : evidence.edge;
  return typeof edge === 'string' && edge !== 'inside' ? edge : null;
}

function edgeAt(
  { box, confidence, timeMs }: PathPoint,
  next: PathPoint,
  { frame, zones }: { frame: NonNullable<VisitScene['frame']>; zones: VisitScene['zones'] },
): string {
  const person = { box, confidence, detectorConfidence: confidence, highConfidence: true };
  return passage(next, { box, timeMs, exit: nearestExit(zones ?? [], { person, frame }) }, frame).edge;
}

/** Adds up reaches; null where there were no joints or no shelf to look at. */
function countReaches(
  path: readonly PathPoint[],
  events: readonly VisitEvent[],
  { reachesWatched }: VisitScene,
): number | null {
  const pickings = events.filter(({ type }) => type === 'picking');
  const isKnown = reachesWatched && path.some(({ posture }) => posture !== undefined);
  if (pickings.length === 0) return isKnown ? 0 : null;
  return pickings.reduce((sum, { evidence }) => sum + (Number(evidence.reaches) || 1), 0);
}

/** Whether somebody who has reached into shelves was at the checkout afterwards; null while that may still come. */
function hasPaid(track: Track, events: readonly VisitEvent[], scene: VisitScene): boolean | null {
  const { frame, zones } = scene;
  const checkouts = (zones ?? []).filter(({ kind }) => kind === 'checkout');
  if (!frame || checkouts.length === 0) return null;
  const lastReachMs = Math.max(...events.filter(({ type }) => type === 'picking').map(({ endMs }) => endMs));
  const afterwards = track.path.filter(({ timeMs }) => timeMs >= lastReachMs);
  if (timeIn(checkouts, afterwards, frame) >= minCheckoutMs) return true;
  return departureOf(track, events, scene).how === 'left' ? false : null;
}

/**
 * Chooses among the pictures of the events that show nobody else: that of the longest, because it was chosen among the
 * most frames. The picture of `left` shows the last moment, and is taken only when there is no other.
 */
function bestThumbnail(events: readonly VisitEvent[]): string | null {
  const pictured = events.filter(({ thumbnail }) => thumbnail !== null);
  const alone = pictured.filter(({ trackIds }) => trackIds.length === 1);
  const rank = ({ type, startMs, endMs }: VisitEvent) => (type === 'left' ? -1 : endMs - startMs);
  const [best] = (alone.length > 0 ? alone : pictured).toSorted((a, b) => rank(b) - rank(a));
  return best?.thumbnail ?? null;
}
