import type { AnalysisState } from './analysis-state.ts';
import type { Chunk, FrameDetections, VideoEnd } from './chunk.ts';
import type { AnalysisEvent } from './event.ts';
import type { Thumbnail } from './thumbnails/thumbnail.ts';
import type { Track } from './track.ts';

/** What is known only when a chunk is cut off. */
export interface ChunkCut {
  /** Of tracks that go on. */
  readonly tracks: readonly Track[];
  readonly state: AnalysisState;
  /** Share of the video that has been analyzed, 0..1; null when its duration is unknown. */
  readonly progress: number | null;
  /** Milliseconds spent inside the models since they were loaded. */
  readonly sessionMs: number;
  readonly end: VideoEnd | null;
}

/** Gathers the results of a stretch of video. */
export class ChunkBuffer {
  readonly #fromMs: number;
  readonly #sessionMsBefore: number;
  #toMs: number;
  #skipped = 0;
  readonly #frames: FrameDetections[] = [];
  readonly #tracks: Track[] = [];
  readonly #events: AnalysisEvent[] = [];
  readonly #thumbnails: Thumbnail[] = [];

  constructor(fromMs: number, sessionMsBefore: number) {
    this.#fromMs = fromMs;
    this.#toMs = fromMs;
    this.#sessionMsBefore = sessionMsBefore;
  }

  get toMs(): number {
    return this.#toMs;
  }

  get durationMs(): number {
    return this.#toMs - this.#fromMs;
  }

  /** @param skipped frames passed over before this one */
  addFrame(frame: FrameDetections, skipped: number): void {
    this.#toMs = frame.timeMs;
    this.#skipped += skipped;
    this.#frames.push(frame);
  }

  /** A track that has ended. */
  addTrack(track: Track): void {
    this.#tracks.push(track);
  }

  addEvent(event: AnalysisEvent): void {
    this.#events.push(event);
  }

  addThumbnails(thumbnails: readonly Thumbnail[]): void {
    this.#thumbnails.push(...thumbnails);
  }

  /** @param index counts from 0 within a video */
  cut(index: number, { tracks, state, progress, sessionMs, end }: ChunkCut): Chunk {
    return {
      index,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      progress,
      frames: this.#frames,
      tracks: [...this.#tracks, ...tracks].toSorted((a, b) => a.trackId - b.trackId),
      events: this.#events,
      thumbnails: this.#thumbnails,
      state,
      stats: {
        framesAnalyzed: this.#frames.length,
        framesSkipped: this.#skipped,
        sessionMs: sessionMs - this.#sessionMsBefore,
      },
      end,
    };
  }
}
