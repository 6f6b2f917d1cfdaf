import type { AnalysisState } from './analysis-state.ts';
import type { Chunk, FrameDetections, VideoEnd } from './chunk.ts';
import type { DescribedEvents, DescriptionState } from './describe-and-embed.ts';
import type { AnalysisEvent } from './event.ts';
import type { DetectedFrame, PipelineSnapshot } from './event-pipeline.ts';
import type { Thumbnail } from './evidence/thumbnail.ts';
import type { GateState, GatingStats } from './gating/gate-state.ts';

export interface ChunkBufferOptions {
  /** Duration of the video, milliseconds; null when it is unknown. */
  readonly durationMs: number | null;
  /** Milliseconds spent inside the models since they were loaded. */
  readonly sessionMs: () => number;
  /** Takes the account of the frames up to a time, milliseconds, and the state from which decoding goes on after it. */
  readonly account: (toMs: number) => { readonly state: GateState; readonly stats: GatingStats };
}

/** Maximum progress before the end, 0..1: a declared duration may be too short. */
const maxProgressBeforeEnd = 0.99;

/** Results gathered since the last chunk was cut off. */
interface Gathered {
  readonly fromMs: number;
  readonly sessionMsBefore: number;
  readonly frames: FrameDetections[];
  frameSize: Chunk['frameSize'];
  /** By their ids. */
  readonly events: Map<string, AnalysisEvent>;
  readonly thumbnails: Thumbnail[];
  skipped: number;
}

/** Gathers results, and cuts them into chunks. */
export class ChunkBuffer {
  readonly #options: ChunkBufferOptions;
  #state: AnalysisState;
  #toMs: number;
  #gathered: Gathered;

  /** @param state the one behind the last chunk, or the initial one */
  constructor(state: AnalysisState, options: ChunkBufferOptions) {
    this.#options = options;
    this.#state = state;
    this.#toMs = state.analyzedToMs ?? 0;
    this.#gathered = this.#nothing();
  }

  /** Whether the chunk is as long as the settings want it. */
  get isFull(): boolean {
    return this.#toMs - this.#gathered.fromMs >= this.#state.settings.chunkSeconds * 1000;
  }

  /** Share of the video that has been analyzed, 0..1; null while its duration is unknown. */
  get progress(): number | null {
    const { durationMs } = this.#options;
    return durationMs ? Math.min(maxProgressBeforeEnd, this.#toMs / durationMs) : null;
  }

  /** Takes in the next frame, with the events that ended at it. */
  add({ frame, persons, skipped }: DetectedFrame, described: DescribedEvents): void {
    this.#toMs = frame.timeMs;
    this.#gathered.skipped += skipped;
    this.#gathered.frameSize = { width: frame.width, height: frame.height };
    this.#gathered.frames.push({ timeMs: frame.timeMs, persons });
    this.addEvents(described);
  }

  addEvents({ events, thumbnails }: DescribedEvents): void {
    for (const event of events) {
      this.#gathered.events.delete(event.eventId);
      this.#gathered.events.set(event.eventId, event);
    }
    this.#gathered.thumbnails.push(...thumbnails);
  }

  /**
   * Cuts off a chunk.
   *
   * @param end what the decoder knows, in the last chunk only
   */
  cut(
    { tracks, thumbnails, observations, state }: PipelineSnapshot,
    descriptions: DescriptionState,
    end: VideoEnd | null = null,
  ): Chunk {
    const { nextChunkIndex: index } = this.#state;
    const { state: gate, stats: gating } = this.#options.account(end ? Infinity : this.#toMs);
    this.#state = {
      ...this.#state,
      ...state,
      gate,
      descriptions,
      nextChunkIndex: index + 1,
      analyzedToMs: this.#toMs,
    };
    const {
      fromMs,
      sessionMsBefore,
      skipped,
      frames,
      frameSize,
      events,
      thumbnails: emitted,
    } = this.#gathered;
    const sessionMs = this.#options.sessionMs() - sessionMsBefore;
    this.#gathered = this.#nothing();
    return {
      index,
      fromMs,
      toMs: this.#toMs,
      progress: end ? 1 : this.progress,
      frames,
      frameSize,
      tracks,
      events: [...events.values()],
      thumbnails: [...emitted, ...thumbnails],
      observations,
      state: this.#state,
      stats: { framesAnalyzed: frames.length, framesSkipped: skipped, sessionMs, gating },
      end,
    };
  }

  #nothing(): Gathered {
    return {
      ...{ fromMs: this.#toMs, sessionMsBefore: this.#options.sessionMs(), skipped: 0 },
      ...{ frameSize: null, frames: [], events: new Map(), thumbnails: [] },
    };
  }
}
