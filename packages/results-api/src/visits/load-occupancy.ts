import type { AnalyzedVideo, OpenDatabase } from '@deepsentinel/db-schema';
import { type CountedVisit, countVisits, type Occupancy } from '@deepsentinel/inference-core/visits';
import type { SavedVisit } from './open-visit.ts';
import { streamVisits, type VisitStreamFilter } from './stream-visits.ts';

/** Occupancy of one camera, or of one video whose camera or time nobody said. */
export interface CameraOccupancy {
  /** The first video. */
  readonly video: AnalyzedVideo;
  /** Whether times are milliseconds since 1970; otherwise they count from the first frame of the video. */
  readonly isDated: boolean;
  /** IANA name of the store's time zone; null when the store is not known. */
  readonly timeZone: string | null;
  readonly steps: readonly Occupancy[];
}

/** What is counted, in which steps. */
export interface OccupancyQuery
  extends Pick<VisitStreamFilter, 'videoId' | 'storeId' | 'cameraId' | 'from' | 'to'> {
  /** Length of a step, milliseconds. */
  readonly stepMs: number;
}

/**
 * Counts visits over time for each camera: people in, out, how many were there, and crossings of lines. A step that
 * holds `from` or `to` is counted as a whole.
 */
export async function loadOccupancy(
  db: OpenDatabase['db'],
  { stepMs, from, to, ...places }: OccupancyQuery,
): Promise<CameraOccupancy[]> {
  const whole = {
    from: from && new Date(Math.floor(from.getTime() / stepMs) * stepMs),
    to: to && new Date(Math.ceil(to.getTime() / stepMs) * stepMs),
  };
  const counts = new Map<string, CameraCount>();
  const countOf = (video: AnalyzedVideo): CameraCount => {
    const key = isDated(video) ? video.cameraId! : video.videoId;
    const count = counts.get(key) ?? new CameraCount(video);
    counts.set(key, count);
    return count;
  };
  const filter = { ...places, ...whole, earlierOnes: true };
  const visits = streamVisits(db, filter, (video) => countOf(video).addRecording(video));
  for await (const visit of visits) countOf(visit.videos[0]!).addVisit(visit);
  return [...counts.values()].map((count) => count.occupancy(stepMs, whole));
}

const isDated = ({ cameraId, recordedAt }: AnalyzedVideo): boolean =>
  cameraId !== null && recordedAt !== null;

/** Visits and recordings of one camera on the clock, or of one video on its own. */
class CameraCount {
  readonly #video: AnalyzedVideo;
  readonly #visits: CountedVisit[] = [];
  readonly #recordings: { startMs: number; endMs: number }[] = [];
  #timeZone: string | null = null;

  constructor(video: AnalyzedVideo) {
    this.#video = video;
  }

  addRecording(video: AnalyzedVideo): void {
    const startMs = this.#offsetOf(video);
    this.#recordings.push({ startMs, endMs: startMs + (video.durationMs ?? 0) });
  }

  addVisit({ startMs, endMs, entrance, departure, crossings, videos, timeZone }: SavedVisit): void {
    const offsetMs = this.#offsetOf(videos[0]!);
    this.#timeZone = timeZone;
    this.#visits.push({
      ...{ startMs: startMs + offsetMs, endMs: endMs + offsetMs, entrance, departure },
      crossings: crossings?.map((crossing) => ({ ...crossing, timeMs: crossing.timeMs + offsetMs })) ?? null,
    });
    const isLengthKnown = videos.every(({ durationMs }) => durationMs !== null);
    if (!isLengthKnown) this.#recordings.push({ startMs: offsetMs, endMs: offsetMs + endMs });
  }

  /** Times without a recording are unknown, and so is what is outside of the wanted stretch. */
  occupancy(stepMs: number, { from, to }: Pick<OccupancyQuery, 'from' | 'to'>): CameraOccupancy {
    const [sinceMs, untilMs] = [from?.getTime() ?? -Infinity, to?.getTime() ?? Infinity];
    const recordings = this.#recordings
      .map(({ startMs, endMs }) => ({
        startMs: Math.max(startMs, sinceMs),
        endMs: Math.min(endMs, untilMs),
      }))
      .filter(({ startMs, endMs }) => startMs < endMs);
    return {
      video: this.#video,
      isDated: isDated(this.#video),
      timeZone: this.#timeZone,
      steps: countVisits(this.#visits, recordings, stepMs),
    };
  }

  #offsetOf({ recordedAt }: AnalyzedVideo): number {
    return isDated(this.#video) ? (recordedAt?.getTime() ?? 0) : 0;
  }
}
