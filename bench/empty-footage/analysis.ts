import {
  type AnalysisEvent,
  type AnalysisSettings,
  type Analyzer,
  addGatingStats,
  analyzeVideo,
  type GatingStats,
  noGatingStats,
  type Track,
} from '@deepsentinel/inference-core';

/** What an analysis found, and what it took. */
export interface Analysis {
  readonly tracks: readonly Track[];
  readonly events: readonly AnalysisEvent[];
  readonly gating: GatingStats;
}

export type Gating = AnalysisSettings['gating'];

/** Analyzes a video and puts the chunks' results together. */
export async function analyzeWhole(video: string, analyzer: Analyzer, gating: Gating): Promise<Analysis> {
  const tracks = new Map<number, Track>();
  const events = new Map<string, AnalysisEvent>();
  let stats = noGatingStats;
  for await (const chunk of analyzeVideo(video, analyzer, { gating })) {
    for (const track of chunk.tracks) {
      const path = [...(tracks.get(track.trackId)?.path ?? []), ...track.path];
      tracks.set(track.trackId, { ...track, path });
    }
    for (const event of chunk.events) events.set(event.eventId, event);
    stats = addGatingStats(stats, chunk.stats.gating);
  }
  return { tracks: [...tracks.values()], events: [...events.values()], gating: stats };
}
