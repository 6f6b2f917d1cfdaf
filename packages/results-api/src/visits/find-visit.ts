import {
  type AnalyzedVideo,
  type OpenDatabase,
  recordingBefore,
  streamAnalyzedVideos,
  streamTracks,
  type TrackRecord,
} from '@deepsentinel/db-schema';
import { type SavedVisit, visitIdOf } from './open-visit.ts';
import { streamVisits } from './stream-visits.ts';
import { followsRecording, isJoinable, linksBetween } from './visit-chain.ts';

/** A person of a video by number. */
export interface PersonOfVideo {
  readonly videoId: string;
  readonly trackId: number;
}

/**
 * Finds the visit of a person of a video, wherever it began.
 *
 * @returns null when there is no such video or person
 */
export async function findVisit(db: OpenDatabase['db'], person: PersonOfVideo): Promise<SavedVisit | null> {
  const first = await findVisitBegin(db, person);
  const track = first && (await trackOf(db, first));
  if (!track) return null;
  const wanted = visitIdOf(first.video.videoId, first.trackId);
  for await (const visit of streamVisits(db, filterOf(first.video, track))) {
    if (visit.visitId === wanted) return visit;
  }
  return null;
}

function filterOf(video: AnalyzedVideo, { startMs }: TrackRecord) {
  const { videoId, cameraId, recordedAt } = video;
  if (!isJoinable(video) || recordedAt === null) return { videoId };
  const beginMs = recordedAt.getTime() + startMs;
  return { cameraId: cameraId!, from: new Date(beginMs), to: new Date(beginMs + 1) };
}

/** The part of a visit that one video shows. */
export interface PartOfVisit {
  readonly video: AnalyzedVideo;
  /** Number of the person in it. */
  readonly trackId: number;
}

/**
 * Finds the video in which the visit of a person of a video began, and the number of the person in it.
 *
 * @returns null when there is no such video
 */
export async function findVisitBegin(
  db: OpenDatabase['db'],
  { videoId, trackId }: PersonOfVideo,
): Promise<PartOfVisit | null> {
  const video = await analyzedVideo(db, videoId);
  return video && (await firstPart(db, { video, trackId }));
}

/** Goes back over the recordings in which the person was in view before. */
async function firstPart(db: OpenDatabase['db'], part: PartOfVisit): Promise<PartOfVisit> {
  for (let { video, trackId } = part; ; ) {
    const before = await recordingBefore(db, video);
    if (!before || !isJoinable(before) || !isJoinable(video) || !haveOneSize(before, video))
      return { video, trackId };
    if (!followsRecording(before, video)) return { video, trackId };
    const earlier = (await linksBetween(db, before, video)).get(trackId);
    if (earlier === undefined) return { video, trackId };
    video = before;
    trackId = earlier;
  }
}

const haveOneSize = (a: AnalyzedVideo, b: AnalyzedVideo) => a.width === b.width && a.height === b.height;

async function analyzedVideo(db: OpenDatabase['db'], videoId: string): Promise<AnalyzedVideo | null> {
  for await (const video of streamAnalyzedVideos(db, { videoId })) return video;
  return null;
}

async function trackOf(
  db: OpenDatabase['db'],
  { video, trackId }: PartOfVisit,
): Promise<TrackRecord | undefined> {
  for await (const [track] of streamTracks(db, { runId: video.runId, trackIds: [trackId] })) return track;
  return undefined;
}
