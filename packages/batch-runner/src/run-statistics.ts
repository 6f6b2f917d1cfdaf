import type { Chunk, VideoEnd } from '@deepsentinel/inference-core';
import type { AnalysisProgress } from './analysis-progress.ts';

/** Statistics of one attempt at a video, added up chunk by chunk. */
export class RunStatistics {
  readonly #trackIds = new Set<number>();
  #events = 0;
  #analysedToMs = 0;
  #framesAnalysed = 0;
  #framesSkipped = 0;
  #sessionMs = 0;
  #end: VideoEnd = { truncated: false, warnings: [] };

  add({ tracks, events, stats, toMs, end }: Chunk): void {
    for (const { trackId } of tracks) this.#trackIds.add(trackId);
    this.#events += events.length;
    this.#analysedToMs = toMs;
    this.#framesAnalysed += stats.framesAnalysed;
    this.#framesSkipped += stats.framesSkipped;
    this.#sessionMs += stats.sessionMs;
    this.#end = end ?? this.#end;
  }

  /** Progress up to the last saved chunk. */
  get progress(): Omit<AnalysisProgress, 'share'> {
    return { analysedToMs: this.#analysedToMs, tracks: this.#trackIds.size, events: this.#events };
  }

  totals() {
    return {
      truncated: this.#end.truncated,
      warnings: this.#end.warnings,
      framesAnalysed: this.#framesAnalysed,
      framesSkipped: this.#framesSkipped,
      sessionMs: this.#sessionMs,
    };
  }
}
