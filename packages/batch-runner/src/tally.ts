import type { Chunk, VideoEnd } from '@deepsentinel/inference-core';
import type { AnalysisProgress } from './analysis-progress.ts';

/** Counts what an attempt has found, chunk by chunk. */
export class Tally {
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

  /** What has been stored so far. */
  get progress(): Omit<AnalysisProgress, 'share'> {
    return { analysedToMs: this.#analysedToMs, tracks: this.#trackIds.size, events: this.#events };
  }

  figures() {
    return {
      truncated: this.#end.truncated,
      warnings: this.#end.warnings,
      framesAnalysed: this.#framesAnalysed,
      framesSkipped: this.#framesSkipped,
      sessionMs: this.#sessionMs,
    };
  }
}
