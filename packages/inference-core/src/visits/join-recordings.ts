import type { PathPoint, PersonAttributes } from '@deepsentinel/queue-contracts';
import { alreadyThereMs, type Track } from '../track.ts';
import { linkTracks, stillThereMs } from './link-tracks.ts';
import type { VisitEvent } from './visit.ts';

/** Results of one recording, with all times in milliseconds from its first frame. */
export interface Recording<Event extends VisitEvent = VisitEvent> {
  /** Wall-clock time of the first frame. */
  readonly recordedAt: Date;
  /** Time of the last frame, milliseconds. */
  readonly durationMs: number;
  readonly tracks: readonly Track[];
  readonly events: readonly Event[];
}

/** Recordings of one camera that follow each other, as if they were one. */
export interface JoinedRecording<Part extends Recording = Recording> {
  /** The recordings, by time. */
  readonly parts: readonly Part[];
  readonly recordedAt: Date;
  readonly durationMs: number;
  /** Tracks of all recordings, numbered from 1; somebody who is in view across a border has one. */
  readonly tracks: readonly Track[];
  readonly events: readonly EventOf<Part>[];
}

type EventOf<Part extends Recording> = Part['events'][number];

/** Gap or overlap of two recordings that are taken to follow each other: recorders lose or repeat a second or two, milliseconds. */
const maxGapMs = 2000;
/**
 * Joins recordings of one camera wherever one follows another, so that a visit across a border is one visit.
 *
 * Depends on the saved results only: recordings may have been analyzed in any order, and one that is analyzed again is
 * joined again.
 *
 * @param recordings of one camera, in any order, all with frames of one size
 * @returns by time; a gap of more than two seconds begins a new one
 */
export function joinRecordings<Part extends Recording>(recordings: readonly Part[]): JoinedRecording<Part>[] {
  const joined: JoinedRecording<Part>[] = [];
  for (const recording of recordings.toSorted((a, b) => Number(a.recordedAt) - Number(b.recordedAt))) {
    const before = joined.at(-1);
    if (before && follows(before, recording)) joined[joined.length - 1] = append(before, recording);
    else joined.push(append(nothingBefore(recording), recording));
  }
  return joined;
}

function follows(before: JoinedRecording, next: Recording): boolean {
  const gapMs = offsetOf(before, next) - before.durationMs;
  return Math.abs(gapMs) <= maxGapMs;
}

const offsetOf = (before: JoinedRecording, next: Recording) =>
  next.recordedAt.getTime() - before.recordedAt.getTime();

function nothingBefore<Part extends Recording>({ recordedAt }: Part): JoinedRecording<Part> {
  return { parts: [], recordedAt, durationMs: 0, tracks: [], events: [] };
}

function append<Part extends Recording>(
  before: JoinedRecording<Part>,
  recording: Part,
): JoinedRecording<Part> {
  const offsetMs = offsetOf(before, recording);
  const tracks = recording.tracks.map((track) => shiftedTrack(track, offsetMs));
  const events = recording.events.map((event: EventOf<Part>) => shiftedEvent(event, offsetMs));
  const links = linkedTracks(before, { tracks, events, startMs: offsetMs });
  const numbers = new Map(links.map(([earlier, later]) => [later.trackId, earlier.trackId]));
  let next = before.tracks.reduce((highest, { trackId }) => Math.max(highest, trackId), 0) + 1;
  for (const { trackId } of tracks) if (!numbers.has(trackId)) numbers.set(trackId, next++);
  const renumbered = tracks.map((track) => ({ ...track, trackId: numbers.get(track.trackId)! }));
  const continued = before.tracks.map((track) => {
    const later = renumbered.find(({ trackId }) => trackId === track.trackId);
    return later ? joinTracks(track, later) : track;
  });
  const known = new Set(before.tracks.map(({ trackId }) => trackId));
  return {
    parts: [...before.parts, recording],
    recordedAt: before.recordedAt,
    durationMs: offsetMs + recording.durationMs,
    tracks: [...continued, ...renumbered.filter(({ trackId }) => !known.has(trackId))],
    events: [
      ...before.events,
      ...events.map((event) => ({
        ...event,
        trackIds: event.trackIds.map((trackId) => numbers.get(trackId) ?? trackId),
      })),
    ],
  };
}

/** Finds who was in view when a recording ended and when the next one began. */
function linkedTracks(
  before: JoinedRecording,
  next: Pick<Recording, 'tracks' | 'events'> & { readonly startMs: number },
): (readonly [Track, Track])[] {
  const passed = (events: readonly VisitEvent[], type: VisitEvent['type'], trackId: number) =>
    events.some((event) => event.type === type && event.trackIds.includes(trackId));
  const staying = before.tracks.filter(
    ({ trackId, endMs }) =>
      endMs >= before.durationMs - stillThereMs && !passed(before.events, 'left', trackId),
  );
  const there = next.tracks.filter(
    ({ trackId, startMs }) =>
      startMs < next.startMs + alreadyThereMs && !passed(next.events, 'entered', trackId),
  );
  const pairs = linkTracks(
    staying.map(({ path }) => path.at(-1) ?? null),
    there.map(({ path }) => path[0] ?? null),
  );
  return pairs.map(([last, first]) => [staying[last]!, there[first]!] as const);
}

function joinTracks(earlier: Track, later: Track): Track {
  return {
    trackId: earlier.trackId,
    startMs: earlier.startMs,
    endMs: Math.max(earlier.endMs, later.endMs),
    attributes: moreCertain(earlier.attributes, later.attributes),
    // Where recordings overlap, the earlier one counts.
    path: [...earlier.path, ...later.path.filter(({ timeMs }) => timeMs > earlier.endMs)],
  };
}

const moreCertain = (one: PersonAttributes, other: PersonAttributes) =>
  other.faceSamples > one.faceSamples ? other : one;

function shiftedTrack(track: Track, offsetMs: number): Track {
  const path: PathPoint[] = track.path.map((point) => ({ ...point, timeMs: point.timeMs + offsetMs }));
  return { ...track, startMs: track.startMs + offsetMs, endMs: track.endMs + offsetMs, path };
}

function shiftedEvent<Event extends VisitEvent>(event: Event, offsetMs: number): Event {
  return { ...event, startMs: event.startMs + offsetMs, endMs: event.endMs + offsetMs };
}
