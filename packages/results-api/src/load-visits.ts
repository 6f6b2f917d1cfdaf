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
import { cameraScene, type Visit, visitsOf } from '@deepsentinel/inference-core/visits';

/** A visit with its events as the database holds them; the thumbnail is the key of the picture. */
export type SavedVisit = Visit<EventRecord & { readonly thumbnail: string | null }>;

/** The visits of one video. */
export interface VideoVisits {
  readonly video: AnalyzedVideo;
  /** IANA name of the store's time zone; null when the store is not known. */
  readonly timeZone: string | null;
  readonly visits: readonly SavedVisit[];
}

/**
 * Makes the visits of the videos that match a filter, of what analyses have saved and of the zones that the stores have
 * today: a video has new visits as soon as its store has new zones.
 *
 * @param options.limit largest number of visits in a video
 */
export async function loadVisits(
  db: OpenDatabase['db'],
  filter: AnalyzedVideoFilter,
  { limit }: { readonly limit: number },
): Promise<VideoVisits[]> {
  const videos = await listAnalyzedVideos(db, filter);
  const found: VideoVisits[] = [];
  for (const video of videos) found.push(await visitsOfVideo(db, video, limit));
  return found;
}

async function visitsOfVideo(
  db: OpenDatabase['db'],
  video: AnalyzedVideo,
  limit: number,
): Promise<VideoVisits> {
  const { videoId, storeId, cameraId, width, height, durationMs, recordedAt, settings } = video;
  const configuration = storeId === null ? null : await storeConfiguration(db, storeId);
  const camera = cameraScene({ configuration: configuration?.configuration ?? null, cameraId }, settings);
  const tracks = await listTracks(db, { videoId, limit });
  const events = await listEvents(db, { videoId, limit: Number.MAX_SAFE_INTEGER });
  const { timeZone, ...known } = camera;
  const frame = width !== null && height !== null ? { width, height } : null;
  const visits = visitsOf(
    tracks.map(trackOf),
    events.map((event) => ({ ...event, thumbnail: event.thumbnailKey })),
    { ...known, frame, durationMs, recordedAt },
  );
  return { video, timeZone, visits };
}

function trackOf({ gender, genderConfidence, ageMinYears, ageMaxYears, faceSamples, ...track }: TrackRecord) {
  const isAgeKnown = ageMinYears !== null && ageMaxYears !== null;
  const ageBand = isAgeKnown ? { minYears: ageMinYears, maxYears: ageMaxYears } : null;
  return { ...track, attributes: { gender, genderConfidence, ageBand, faceSamples } };
}
