import type { PersonAttributes } from '@deepsentinel/queue-contracts';
import type { TimedBox } from '../frame-border.ts';
import type { Track } from '../track.ts';
import { linkTracks } from './link-tracks.ts';

/**
 * Gap or overlap of two recordings that are taken to follow each other, milliseconds: recorders lose or repeat a second
 * or two.
 */
export const maxRecordingGapMs = 2000;
/**
 * Number of points beyond which a path loses every second one: three hours at 5 a second. A day's path is thinned three
 * times, to a point in 1.6 s, which still counts as presence throughout.
 */
const maxPathPoints = 60_000;

/** A person in view at the border of a recording, at the outermost position; by one clock for both sides. */
export interface BorderPerson extends TimedBox {
  readonly trackId: number;
}

/**
 * Finds who was in view when a recording ended and when the next one began, by place and size. Depends on the saved
 * results of the two only, so recordings may be analyzed in any order.
 *
 * @param staying who was in view at the end of the earlier recording and had not left
 * @param there who was in view at the start of the later one and had not come in
 * @returns number of the track in the earlier recording by that in the later one
 */
export function linkRecordings(
  staying: readonly BorderPerson[],
  there: readonly BorderPerson[],
): Map<number, number> {
  return new Map(
    linkTracks(staying, there).map(([last, first]) => [there[first]!.trackId, staying[last]!.trackId]),
  );
}

/** Joins the tracks of one person; where the recordings overlap, the earlier one counts. Both by one clock. */
export function joinTracks(earlier: Track, later: Track): Track {
  return {
    trackId: earlier.trackId,
    startMs: earlier.startMs,
    endMs: Math.max(earlier.endMs, later.endMs),
    attributes: moreCertain(earlier.attributes, later.attributes),
    path: thinned([...earlier.path, ...later.path.filter(({ timeMs }) => timeMs > earlier.endMs)]),
  };
}

function thinned(path: Track['path']): Track['path'] {
  return path.length > maxPathPoints ? path.filter((_, index) => index % 2 === 0) : path;
}

const moreCertain = (one: PersonAttributes, other: PersonAttributes) =>
  other.faceSamples > one.faceSamples ? other : one;

/** Moves a track in time, milliseconds. */
export function shiftTrack(track: Track, offsetMs: number): Track {
  const path = track.path.map((point) => ({ ...point, timeMs: point.timeMs + offsetMs }));
  return { ...track, startMs: track.startMs + offsetMs, endMs: track.endMs + offsetMs, path };
}
