import type { Detections } from '../detectors/detector.ts';
import type { Frame } from '../frame.ts';
import { type FetchedFrame, FrameQueue } from './frame-queue.ts';

/**
 * After the last shown, frames are still looked at closely for this long, milliseconds of video: whoever vanished may
 * have fallen, and takes a while to be found on the floor.
 */
const holdMs = 4000;
/** A batch waits for no more than this of video, milliseconds: so much may be decoded before the first of it is looked at. */
const maxBatchSpanMs = 2000;

/** What the sampler must remember across a checkpoint. */
export interface SamplerState {
  /** Until when every frame is looked at because somebody was in view. */
  readonly activeUntilMs: number;
  /** When a frame was last looked at, null before the first. */
  readonly lastLookMs: number | null;
}

export const initialSamplerState: SamplerState = { activeUntilMs: -1, lastLookMs: null };

/** A frame that was looked at, what was seen in it, and how the sampler stood after it. */
export interface SampledFrame {
  readonly frame: Frame;
  readonly detections: Detections;
  readonly samplerState: SamplerState;
  /** Frames passed over since the previous one. */
  readonly skipped: number;
}

/** How frames are looked at. `prepare` runs ahead, beside the `detect` of the frames before. */
export interface FrameInspector<Prepared> {
  prepare(frame: Frame): Promise<Prepared>;
  /**
   * What is seen in a frame must not depend on its batch.
   *
   * @param batch ascending in time
   * @returns for each frame, in their order, what was seen in it
   */
  detect(batch: readonly Prepared[]): Promise<readonly Detections[]>;
}

export interface SamplingOptions {
  /** Rate at which the frames come. */
  readonly activeFps: number;
  readonly idleFps: number;
  /** Frames that are looked at together, where that many will be looked at for certain. */
  readonly batch: number;
  readonly initial: SamplerState;
}

/**
 * Looks at every frame while people are in view and at `idleFps` while nobody is. Frames passed over since the last
 * look at the idle rate are kept until the next one: when that shows somebody, they are looked at first, so that nobody's
 * entrance is lost. The choice depends on the footage only, never on timing or on the batch.
 *
 * @param frames at the rate for people in view, ascending in time
 * @returns the frames looked at, ascending in time
 */
export async function* sampleAdaptively<Prepared>(
  frames: AsyncIterable<Frame>,
  inspector: FrameInspector<Prepared>,
  options: SamplingOptions,
): AsyncGenerator<SampledFrame> {
  const sampler = new AdaptiveSampler(inspector, options);
  const queue = new FrameQueue(frames, {
    prepare: (frame) => inspector.prepare(frame),
    prepares: (timeMs) => sampler.looksAt(timeMs),
  });
  try {
    yield* sampler.sample(queue);
  } finally {
    await queue.close();
  }
}

class AdaptiveSampler<Prepared> {
  readonly #inspector: FrameInspector<Prepared>;
  readonly #options: SamplingOptions;
  #activeUntilMs: number;
  #lastLookMs: number | null;
  #passedOver: FetchedFrame<Prepared>[] = [];

  constructor(inspector: FrameInspector<Prepared>, options: SamplingOptions) {
    this.#inspector = inspector;
    this.#options = options;
    this.#activeUntilMs = options.initial.activeUntilMs;
    this.#lastLookMs = options.initial.lastLookMs;
  }

  async *sample(queue: FrameQueue<Prepared>): AsyncGenerator<SampledFrame> {
    for (let next = await queue.take(); next; next = await queue.take()) {
      if (!this.looksAt(next.frame.timeMs)) {
        this.#passedOver.push({ frame: next.frame, prepared: null });
        continue;
      }
      const together = await this.#takeBatch(next, queue);
      this.#lastLookMs = together.at(-1)!.frame.timeMs;
      queue.fetch(this.#options.batch);
      yield* this.#look(together);
    }
  }

  looksAt(timeMs: number): boolean {
    if (this.#isCertain(timeMs) || this.#lastLookMs === null) return true;
    // A millisecond of tolerance, because frame times are rounded to whole ones.
    return timeMs - this.#lastLookMs >= 1000 / this.#options.idleFps - 1;
  }

  /** Whether a frame is looked at whatever the frames before it show. */
  #isCertain(timeMs: number): boolean {
    const { idleFps, activeFps } = this.#options;
    return idleFps >= activeFps || timeMs <= this.#activeUntilMs;
  }

  /** A frame that is looked at, with those after it that can be looked at together with it. */
  async #takeBatch(
    first: FetchedFrame<Prepared>,
    queue: FrameQueue<Prepared>,
  ): Promise<FetchedFrame<Prepared>[]> {
    const together = [first];
    if (!this.#isCertain(first.frame.timeMs)) return together;
    const lastMs = first.frame.timeMs + maxBatchSpanMs;
    while (together.length < this.#options.batch) {
      const next = await queue.takeIf((timeMs) => this.#isCertain(timeMs) && timeMs <= lastMs);
      if (!next) break;
      together.push(next);
    }
    return together;
  }

  async *#look(together: readonly FetchedFrame<Prepared>[]): AsyncGenerator<SampledFrame> {
    for (const { frame, detections } of await this.#inspect(together)) {
      if (detections.persons.length > 0) {
        this.#activeUntilMs = frame.timeMs + holdMs;
        yield* this.#lookBack();
      }
      const skipped = this.#passedOver.length;
      this.#passedOver = [];
      yield { frame, detections, samplerState: this.#stateAfter(frame), skipped };
    }
  }

  async *#lookBack(): AsyncGenerator<SampledFrame> {
    const { batch } = this.#options;
    const missed = this.#passedOver;
    this.#passedOver = [];
    for (let start = 0; start < missed.length; start += batch) {
      for (const { frame, detections } of await this.#inspect(missed.slice(start, start + batch))) {
        yield { frame, detections, samplerState: this.#stateAfter(frame), skipped: 0 };
      }
    }
  }

  async #inspect(
    together: readonly FetchedFrame<Prepared>[],
  ): Promise<Pick<SampledFrame, 'frame' | 'detections'>[]> {
    const prepared = await Promise.all(
      together.map(({ frame, prepared }) => prepared ?? this.#inspector.prepare(frame)),
    );
    const detections = await this.#inspector.detect(prepared);
    return together.map(({ frame }, index) => ({ frame, detections: detections[index]! }));
  }

  #stateAfter(frame: Frame): SamplerState {
    return { activeUntilMs: this.#activeUntilMs, lastLookMs: frame.timeMs };
  }
}
