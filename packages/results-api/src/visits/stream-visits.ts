import {
  type AnalyzedVideo,
  type AnalyzedVideoFilter,
  longestRecordingMs,
  type OpenDatabase,
  streamAnalyzedVideos,
} from '@deepsentinel/db-schema';
import { maxRecordingGapMs } from '@deepsentinel/inference-core/visits';
import { CameraScenes } from './camera-scenes.ts';
import { beginOf, type OpenVisit, type SavedVisit } from './open-visit.ts';
import { isJoinable, VisitChain } from './visit-chain.ts';

/** Position of a visit in the order of visits. */
export interface VisitPosition {
  /** Wall-clock time of the begin, milliseconds since 1970; null when it is not known. */
  readonly at: number | null;
  readonly videoId: string;
  /** Begin, milliseconds from the first frame of the video. */
  readonly startMs: number;
  readonly trackId: number;
}

/** Conditions on visits; absent ones match every visit. */
export interface VisitStreamFilter {
  readonly videoId?: string | undefined;
  readonly storeId?: string | undefined;
  readonly cameraId?: string | undefined;
  /** Earliest wall-clock time of the begin; `to` is the time before which visits begin. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Position after which visits begin. */
  readonly after?: VisitPosition | undefined;
  /** Number of visits after which no further ones are read. */
  readonly enough?: number | undefined;
  /** Whether visits of the same recordings that began before `from` are given, too, cut at the start of a recording. */
  readonly earlierOnes?: boolean | undefined;
}

/**
 * Reads visits in the order in which they begin, those without a wall-clock time last. They are made of what analyses
 * have saved and of the zones that the stores have today. Where one video of a camera follows another, a visit across the
 * border is one.
 *
 * Videos are read one at a time; memory holds the visits that are going on, and those that wait for an earlier one to end.
 */
export async function* streamVisits(
  db: OpenDatabase['db'],
  filter: VisitStreamFilter,
  onVideo: (video: AnalyzedVideo) => void = () => {},
): AsyncGenerator<SavedVisit> {
  const scenes = new CameraScenes(db);
  const queue = new VisitQueue(filter);
  const chains = new Map<string, VisitChain>();
  for await (const video of videosOf(db, filter)) {
    const startMs = video.recordedAt?.getTime() ?? Infinity;
    for (const [key, chain] of chains) {
      if (chain.endsBeforeMs >= startMs) continue;
      queue.add(chain.end());
      chains.delete(key);
    }
    const open = [...chains.values()].flatMap((chain) => chain.open);
    yield* queue.take(startMs, open);
    const newOnes = queue.needsBegin(startMs, open);
    if (!newOnes && open.length === 0) break;
    onVideo(video);
    const key = chainKey(video);
    const chain = chains.get(key) ?? new VisitChain(db);
    chains.set(key, chain);
    const isWanted = (visit: OpenVisit) => queue.isWanted(visit);
    queue.add(await chain.read(video, await scenes.of(video), { newOnes, isWanted }));
  }
  for (const chain of chains.values()) queue.add(chain.end());
  yield* queue.take(Infinity, []);
}

function chainKey(video: AnalyzedVideo): string {
  const { videoId, cameraId, width, height } = video;
  return JSON.stringify(isJoinable(video) ? [cameraId, width, height] : [videoId]);
}

/** Reads the videos that show visits after a time, and before them those that the first of these follow. */
export async function* videosOf(
  db: OpenDatabase['db'],
  { videoId, storeId, cameraId, from, to, after }: VisitStreamFilter,
): AsyncGenerator<AnalyzedVideo> {
  const places: AnalyzedVideoFilter = { videoId, storeId, cameraId };
  const sinceMs = Math.max(from?.getTime() ?? -Infinity, after?.at ?? -Infinity);
  if (after?.at === null) yield* streamAnalyzedVideos(db, { ...places, undatedFrom: after.videoId });
  else if (sinceMs === -Infinity)
    yield* streamAnalyzedVideos(db, to === undefined ? places : { ...places, from: new Date(0) });
  else yield* videosSince(db, { places, sinceMs, isDated: from !== undefined || to !== undefined });
}

async function* videosSince(
  db: OpenDatabase['db'],
  {
    places,
    sinceMs,
    isDated,
  }: { readonly places: AnalyzedVideoFilter; readonly sinceMs: number; readonly isDated: boolean },
): AsyncGenerator<AnalyzedVideo> {
  const lookbackMs = 2 * ((await longestRecordingMs(db)) + maxRecordingGapMs);
  let early: AnalyzedVideo[] = [];
  for await (const video of streamAnalyzedVideos(db, { ...places, from: new Date(sinceMs - lookbackMs) })) {
    if (video.recordedAt!.getTime() < sinceMs) {
      early.push(video);
      continue;
    }
    yield* withShown(early, sinceMs);
    early = [];
    yield video;
  }
  yield* withShown(early, sinceMs);
  if (!isDated) yield* streamAnalyzedVideos(db, { ...places, undatedFrom: null });
}

/** Selects the videos that go on beyond a time, and those that may end where one of these begins. */
function withShown(early: readonly AnalyzedVideo[], sinceMs: number): AnalyzedVideo[] {
  const endOf = ({ recordedAt, durationMs }: AnalyzedVideo) => recordedAt!.getTime() + (durationMs ?? 0);
  const starts = early.flatMap((video) => (endOf(video) >= sinceMs ? [video.recordedAt!.getTime()] : []));
  const firstMs = Math.min(sinceMs, ...starts) - maxRecordingGapMs;
  return early.filter((video) => endOf(video) >= firstMs);
}

/** Visits that have ended and wait until no earlier one can come. */
class VisitQueue {
  readonly #filter: VisitStreamFilter;
  #waiting: SavedVisit[] = [];
  #given = 0;

  constructor(filter: VisitStreamFilter) {
    this.#filter = filter;
  }

  add(visits: readonly SavedVisit[]): void {
    this.#waiting.push(...visits);
  }

  /** Takes the visits that begin before a time and before all visits that are going on. */
  take(beforeMs: number, open: readonly OpenVisit[]): SavedVisit[] {
    const limit = Math.min(beforeMs, ...open.map(beginOf));
    const isReady = (visit: SavedVisit) => beginMsOf(visit) < limit || limit === Infinity;
    const ready = this.#waiting.filter(isReady).toSorted(byBegin);
    this.#waiting = this.#waiting.filter((visit) => !isReady(visit));
    this.#given += ready.length;
    return ready;
  }

  /** Whether visits are wanted that begin at a time or later. */
  needsBegin(startMs: number, open: readonly OpenVisit[]): boolean {
    const { to, enough = Infinity } = this.#filter;
    if (to !== undefined && startMs >= to.getTime()) return false;
    const earlier = [...this.#waiting.map(beginMsOf), ...open.map(beginOf)].filter((ms) => ms < startMs);
    return this.#given + earlier.length < enough;
  }

  isWanted(visit: OpenVisit): boolean {
    const { from, to, after, earlierOnes } = this.#filter;
    const ms = beginOf(visit);
    if (!earlierOnes && from !== undefined && ms < from.getTime()) return false;
    if (to !== undefined && ms >= to.getTime()) return false;
    return after === undefined || comparePositions(after, positionOfOpen(visit)) < 0;
  }
}

const beginMsOf = ({ startedAt }: SavedVisit): number => startedAt?.getTime() ?? Infinity;

/** Tells the position of a visit in the order of visits. */
export function positionOf(visit: SavedVisit): VisitPosition {
  const { startedAt, videos, startMs, trackId } = visit;
  return { at: startedAt?.getTime() ?? null, videoId: videos[0]!.videoId, startMs, trackId };
}

function positionOfOpen(visit: OpenVisit): VisitPosition {
  const ms = beginOf(visit);
  const { startMs, trackId } = visit.track;
  return { at: ms === Infinity ? null : ms, videoId: visit.videos[0]!.videoId, startMs, trackId };
}

const byBegin = (a: SavedVisit, b: SavedVisit) => comparePositions(positionOf(a), positionOf(b));

/** Compares positions; those of two videos without a time are in the order of the videos, which this cannot tell. */
function comparePositions(a: VisitPosition, b: VisitPosition): number {
  if (a.at === null && b.at === null && a.videoId !== b.videoId) return -1;
  if (a.at !== b.at) return (a.at ?? Infinity) - (b.at ?? Infinity);
  if (a.videoId !== b.videoId) return a.videoId < b.videoId ? -1 : 1;
  return a.startMs - b.startMs || a.trackId - b.trackId;
}
