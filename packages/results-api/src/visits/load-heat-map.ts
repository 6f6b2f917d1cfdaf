import { type AnalyzedVideo, type OpenDatabase, streamTracks } from '@deepsentinel/db-schema';
import { type HeatMap, HeatMapBuilder } from '@deepsentinel/inference-core/visits';
import { type VisitStreamFilter, videosOf } from './stream-visits.ts';

/** Heat map of the videos of a camera. */
export interface CameraHeatMap {
  readonly map: HeatMap;
  /** Videos that it is made of, and the first of them. */
  readonly videos: number;
  readonly video: AnalyzedVideo;
}

/**
 * Adds up where people spent their time, between `from` and `to` if they are given.
 *
 * @returns null when there are no videos whose size is known, or nobody was in view
 */
export async function loadHeatMap(
  db: OpenDatabase['db'],
  filter: Pick<VisitStreamFilter, 'videoId' | 'storeId' | 'cameraId' | 'from' | 'to'>,
): Promise<CameraHeatMap | null> {
  const builder = new HeatMapBuilder();
  const [sinceMs, untilMs] = [filter.from?.getTime() ?? -Infinity, filter.to?.getTime() ?? Infinity];
  let first: AnalyzedVideo | null = null;
  let videos = 0;
  for await (const video of videosOf(db, filter)) {
    const { runId, width, height, recordedAt, durationMs } = video;
    const offsetMs = recordedAt?.getTime() ?? 0;
    if (recordedAt && offsetMs >= untilMs) break;
    if (width === null || height === null || offsetMs + (durationMs ?? Infinity) <= sinceMs) continue;
    first ??= video;
    videos += 1;
    for await (const tracks of streamTracks(db, { runId })) {
      for (const { path } of tracks) {
        const shown = path.filter(
          ({ timeMs }) => offsetMs + timeMs >= sinceMs && offsetMs + timeMs < untilMs,
        );
        builder.add(shown, { width, height });
      }
    }
  }
  return first && builder.map && { map: builder.map, videos, video: first };
}
