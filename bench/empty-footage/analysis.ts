import { type AnalysisEvent, type Analyzer, analyzeVideo, type Track } from '@deepsentinel/inference-core';

/** What an analysis found, and what it took. */
export interface Analysis {
  readonly tracks: readonly Track[];
  readonly events: readonly AnalysisEvent[];
  readonly framesAnalyzed: number;
  readonly warnings: readonly string[];
}

/** Whether packets decide what is decoded. */
export type Gating = 'auto' | 'off';

/** Analyzes a video and puts the chunks' results together. */
export async function analyzeWhole(video: string, analyzer: Analyzer, gating: Gating): Promise<Analysis> {
  const tracks = new Map<number, Track>();
  const events = new Map<string, AnalysisEvent>();
  const warnings: string[] = [];
  let framesAnalyzed = 0;
  for await (const chunk of analyzeVideo(video, analyzer, { chunkSeconds: 10, ...{ gating } })) {
    for (const track of chunk.tracks) {
      const path = [...(tracks.get(track.trackId)?.path ?? []), ...track.path];
      tracks.set(track.trackId, { ...track, path });
    }
    for (const event of chunk.events) events.set(event.eventId, event);
    framesAnalyzed += chunk.stats.framesAnalyzed;
    warnings.push(...(chunk.end?.warnings ?? []));
  }
  return { tracks: [...tracks.values()], events: [...events.values()], framesAnalyzed, warnings };
}
