import type { AnalyzedVideo, TrackEvent, TrackRecord } from '@deepsentinel/db-schema';
import {
  type CameraScene,
  joinTracks,
  shiftTrack,
  type Track,
  type Visit,
  visitOf,
} from '@deepsentinel/inference-core/visits';

/** An event of a visit; the thumbnail is the key of the picture, track ids are those of its own video. */
export type SavedVisitEvent = TrackEvent & { readonly thumbnail: string | null };

/**
 * A visit of the database. Times count from the first frame of its first video, and the number of the person is that
 * within this video.
 */
export interface SavedVisit extends Visit<SavedVisitEvent> {
  /** Id of the first video and number of the person: `v-17.6`. */
  readonly visitId: string;
  /** Videos that show it, by time of recording. */
  readonly videos: readonly AnalyzedVideo[];
  /** IANA name of the store's time zone; null when the store is not known. */
  readonly timeZone: string | null;
}

/** A visit as far as it has been read. */
export interface OpenVisit {
  readonly videos: readonly AnalyzedVideo[];
  readonly scene: CameraScene;
  /** Times count from the first frame of the first video. */
  readonly track: Track;
  readonly events: readonly SavedVisitEvent[];
  /** Whether another recording of the camera ends where the first video begins. */
  readonly followsRecording: boolean;
}

/** Results of one video about one person. */
export interface VisitPart {
  readonly video: AnalyzedVideo;
  readonly scene: CameraScene;
  readonly track: TrackRecord;
  readonly events: readonly TrackEvent[];
}

/** Begins a visit with its first video. */
export function beginVisit({ video, scene, track, events }: VisitPart, followsRecording: boolean): OpenVisit {
  return {
    videos: [video],
    scene,
    track: trackOf(track),
    events: events.map(withThumbnail),
    followsRecording,
  };
}

/** Continues a visit with the next video of the camera. */
export function continueVisit(open: OpenVisit, { video, scene, track, events }: VisitPart): OpenVisit {
  const offsetMs = startOf(video) - startOf(open.videos[0]!);
  const shifted = events.map((event) => ({
    ...withThumbnail(event),
    startMs: event.startMs + offsetMs,
    endMs: event.endMs + offsetMs,
  }));
  return {
    ...open,
    videos: [...open.videos, video],
    scene: { ...open.scene, reachesWatched: open.scene.reachesWatched && scene.reachesWatched },
    track: joinTracks(open.track, shiftTrack(trackOf(track), offsetMs)),
    events: [...open.events, ...shifted],
  };
}

/**
 * Ends a visit.
 *
 * @param isLost whether the person was in view when a recording ended, and not when the next one began
 */
export function endVisit(open: OpenVisit, isLost = false): SavedVisit {
  const { videos, scene, track, events, followsRecording } = open;
  const [first, last] = [videos[0]!, videos.at(-1)!];
  const { width, height, recordedAt } = first;
  const durationMs =
    isLost || last.durationMs === null ? null : startOf(last) - startOf(first) + last.durationMs;
  const visit = visitOf(track, events, {
    ...scene,
    frame: width !== null && height !== null ? { width, height } : null,
    durationMs,
    recordedAt,
  });
  const entrance =
    followsRecording && visit.entrance.how === 'already-there'
      ? ({ how: 'unknown', by: null } as const)
      : visit.entrance;
  const visitId = visitIdOf(first.videoId, track.trackId);
  return { ...visit, entrance, visitId, videos, timeZone: scene.timeZone };
}

/** Names a visit by its first video and the number of the person in it. */
export function visitIdOf(videoId: string, trackId: number): string {
  return `${videoId}.${trackId}`;
}

/** Reads the name of a visit; null when it is none. */
export function parseVisitId(visitId: string): { readonly videoId: string; readonly trackId: number } | null {
  const [, videoId, trackId] = /^(.+)\.([1-9]\d{0,8})$/s.exec(visitId) ?? [];
  return videoId === undefined ? null : { videoId, trackId: Number(trackId) };
}

/** Wall-clock time of a visit's begin, milliseconds since 1970; Infinity when it is not known. */
export function beginOf({ videos, track }: Pick<OpenVisit, 'videos' | 'track'>): number {
  const [first] = videos;
  return first?.recordedAt ? first.recordedAt.getTime() + track.startMs : Infinity;
}

const startOf = ({ recordedAt }: AnalyzedVideo): number => recordedAt?.getTime() ?? 0;

const withThumbnail = (event: TrackEvent): SavedVisitEvent => ({ ...event, thumbnail: event.thumbnailKey });

function trackOf({ gender, genderConfidence, ageMinYears, ageMaxYears, faceSamples, ...track }: TrackRecord) {
  const isAgeKnown = ageMinYears !== null && ageMaxYears !== null;
  const ageBand = isAgeKnown ? { minYears: ageMinYears, maxYears: ageMaxYears } : null;
  const { trackId, startMs, endMs, path } = track;
  return { trackId, startMs, endMs, path, attributes: { gender, genderConfidence, ageBand, faceSamples } };
}
