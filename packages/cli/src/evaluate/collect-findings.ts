import type { ReportedTrack, TimedBox } from '@deepsentinel/evaluation';
import {
  type AnalysisEvent,
  type Analyzer,
  analyzeVideo,
  probeVideo,
  type StoreContext,
} from '@deepsentinel/inference-core';

/** Type, time, tracks and confidence of an event. */
export type FoundEvent = Pick<AnalysisEvent, 'type' | 'startMs' | 'endMs' | 'trackIds' | 'confidence'>;

/** Findings of the analysis in a video. */
export interface VideoFindings {
  readonly durationMs: number;
  readonly frame: { readonly width: number; readonly height: number };
  /** Times of the analyzed frames, ascending, milliseconds. */
  readonly timesMs: readonly number[];
  readonly tracks: readonly ReportedTrack[];
  /** Events that were not rejected, each as it was handed out last. */
  readonly events: readonly FoundEvent[];
}

/**
 * Analyzes a whole video as `analyze` does.
 *
 * @param fps frames per second, whether somebody is in view or not; the analysis decides unless given
 */
export async function collectFindings(
  path: string,
  analyzer: Analyzer,
  { fps, store, signal }: { fps: number | undefined; store: StoreContext | null; signal: AbortSignal },
): Promise<VideoFindings> {
  const { width, height, durationMs } = await probeVideo(path, { signal });
  const sampling = fps === undefined ? {} : { idleFps: fps, activeFps: fps };
  const timesMs: number[] = [];
  const boxes = new Map<number, TimedBox[]>();
  const events = new Map<string, AnalysisEvent>();
  let endMs = 0;
  for await (const chunk of analyzeVideo(path, analyzer, { ...sampling, store, signal })) {
    timesMs.push(...chunk.frames.map(({ timeMs }) => timeMs));
    for (const { trackId, path } of chunk.tracks) {
      boxes.set(trackId, [
        ...(boxes.get(trackId) ?? []),
        ...path.map(({ timeMs, box }) => ({ timeMs, box })),
      ]);
    }
    for (const event of chunk.events) events.set(event.eventId, event);
    endMs = chunk.toMs;
  }
  return {
    durationMs: durationMs ?? endMs,
    frame: { width, height },
    timesMs,
    tracks: [...boxes].map(([id, boxes]) => ({ id, boxes })),
    events: [...events.values()]
      .filter(({ state }) => state !== 'rejected')
      .map(({ type, startMs, endMs, trackIds, confidence }) => ({
        type,
        startMs,
        endMs,
        trackIds,
        confidence,
      })),
  };
}
