import {
  addGatingStats,
  type Chunk,
  type GatingStats,
  noGatingStats,
  type VideoEnd,
} from '@deepsentinel/inference-core';
import type { AnalysisProgress } from './analysis-progress.ts';

/** Statistics of one attempt at a video, added up chunk by chunk. */
export class RunStatistics {
  readonly #trackIds = new Set<number>();
  #events = 0;
  #analyzedToMs = 0;
  #framesAnalyzed = 0;
  #framesSkipped = 0;
  #sessionMs = 0;
  #gating: GatingStats = noGatingStats;
  #end: VideoEnd = { truncated: false, warnings: [] };

  add({ tracks, events, stats, toMs, end }: Chunk): void {
    for (const { trackId } of tracks) this.#trackIds.add(trackId);
    this.#events += events.length;
    this.#analyzedToMs = toMs;
    this.#framesAnalyzed += stats.framesAnalyzed;
    this.#framesSkipped += stats.framesSkipped;
    this.#sessionMs += stats.sessionMs;
    this.#gating = addGatingStats(this.#gating, stats.gating);
    this.#end = end ?? this.#end;
  }

  /** Progress up to the last saved chunk. */
  get progress(): Omit<AnalysisProgress, 'share'> {
    return { analyzedToMs: this.#analyzedToMs, tracks: this.#trackIds.size, events: this.#events };
  }

  totals() {
    return {
      truncated: this.#end.truncated,
      warnings: this.#end.warnings,
      framesAnalyzed: this.#framesAnalyzed,
      framesSkipped: this.#framesSkipped,
      sessionMs: this.#sessionMs,
      gating: this.#gating,
    };
  }
}
