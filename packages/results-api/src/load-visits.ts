import {
  type AnalyzedVideo,
  type AnalyzedVideoFilter,
  type EventRecord,
  listAnalyzedVideos,
  listEvents,
  listTracks,
  type OpenDatabase,
  storeConfiguration,
  type TrackRecord,
} from '@deepsentinel/db-schema';
import {
  type CameraScene,
  cameraScene,
  joinRecordings,
  type Recording,
  type Visit,
  visitsOf,
} from '@deepsentinel/inference-core/visits';

/** A visit with its events as the database holds them; the thumbnail is the key of the picture. */
export type SavedVisit = Visit<EventRecord & { readonly thumbnail: string | null }>;

/** The visits of one video, or of several of one camera that follow each other. */
export interface VideoVisits {
  /** The first of the videos, with the length of all. */
  readonly video: AnalyzedVideo;
  /** By time of recording. */
  readonly videos: readonly AnalyzedVideo[];
  /** IANA name of the store's time zone; null when the store is not known. */
  readonly timeZone: string | null;
  readonly visits: readonly SavedVisit[];
}

/**
 * Makes the visits of the videos that match a filter, of what analyses have saved and of the zones that the stores have
 * today: a video has new visits as soon as its store has new zones. Where one video of a camera follows another, a visit
 * across the border is one; times and numbers of persons count from the first of these videos.
 *
 * @param options.limit largest number of visits in a video
 */
export async function loadVisits(
  db: OpenDatabase['db'],
  filter: AnalyzedVideoFilter,
  { limit }: { readonly limit: number },
): Promise<VideoVisits[]> {
  const videos: LoadedVideo[] = [];
  for (const video of await listAnalyzedVideos(db, filter)) videos.push(await loadVideo(db, video, limit));
  const byCamera = Map.groupBy(videos, ({ video }) =>
    isJoinable(video) ? JSON.stringify([video.cameraId, video.width, video.height]) : video.videoId,
  );
  return [...byCamera.values()].flatMap(visitsOfCamera);
}

/** What an analysis has saved of a video, and what its store says of the camera. */
interface LoadedVideo extends Pick<Recording<SavedVisitEvent>, 'tracks' | 'events'> {
  readonly video: AnalyzedVideo;
  readonly scene: CameraScene;
}

type SavedVisitEvent = SavedVisit['events'][number];

type JoinableVideo = AnalyzedVideo & { readonly recordedAt: Date; readonly durationMs: number };

const isJoinable = (video: AnalyzedVideo): video is JoinableVideo =>
  video.cameraId !== null && video.recordedAt !== null && video.durationMs !== null;

/** Reads what the latest configuration of a video's store, and the settings of its analysis, say about its camera. */
export async function loadCameraScene(
  db: OpenDatabase['db'],
  { storeId, cameraId, settings }: Pick<AnalyzedVideo, 'storeId' | 'cameraId' | 'settings'>,
): Promise<CameraScene> {
  const saved = storeId === null ? null : await storeConfiguration(db, storeId);
  return cameraScene({ configuration: saved?.configuration ?? null, cameraId }, settings);
}

async function loadVideo(db: OpenDatabase['db'], video: AnalyzedVideo, limit: number): Promise<LoadedVideo> {
  const { videoId } = video;
  const scene = await loadCameraScene(db, video);
  const tracks = await listTracks(db, { videoId, limit });
  const events = await listEvents(db, { videoId, limit: Number.MAX_SAFE_INTEGER });
  return {
    video,
    scene,
    tracks: tracks.map(trackOf),
    events: events.map((event) => ({ ...event, thumbnail: event.thumbnailKey })),
  };
}

/** Makes the visits of videos of one camera with frames of one size, or of a single video. */
function visitsOfCamera(loaded: readonly LoadedVideo[]): VideoVisits[] {
  const recordings = loaded.flatMap((one) => {
    const { video } = one;
    return isJoinable(video) ? { ...one, recordedAt: video.recordedAt, durationMs: video.durationMs } : [];
  });
  if (recordings.length < loaded.length) return loaded.map((one) => visitsOfVideos([one], one));
  return joinRecordings(recordings).map(({ parts, ...joined }) => visitsOfVideos(parts, joined));
}

function visitsOfVideos(
  parts: readonly LoadedVideo[],
  { tracks, events, durationMs }: Pick<LoadedVideo, 'tracks' | 'events'> & { readonly durationMs?: number },
): VideoVisits {
  const first = parts[0]!;
  const video = { ...first.video, durationMs: durationMs ?? first.video.durationMs };
  const { width, height, recordedAt } = video;
  const frame = width !== null && height !== null ? { width, height } : null;
  const reachesWatched = parts.every(({ scene }) => scene.reachesWatched);
  const scene = { ...first.scene, frame, durationMs: video.durationMs, recordedAt, reachesWatched };
  const visits = visitsOf(tracks, events, scene);
  return { video, videos: parts.map((part) => part.video), timeZone: first.scene.timeZone, visits };
}

function trackOf({ gender, genderConfidence, ageMinYears, ageMaxYears, faceSamples, ...track }: TrackRecord) {
  const isAgeKnown = ageMinYears !== null && ageMaxYears !== null;
  const ageBand = isAgeKnown ? { minYears: ageMinYears, maxYears: ageMaxYears } : null;
  return { ...track, attributes: { gender, genderConfidence, ageBand, faceSamples } };
}
