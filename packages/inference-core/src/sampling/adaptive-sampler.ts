import { maxRateRatio } from '../analysis-settings.ts';
import type { Detections } from '../detectors/detector.ts';
import { type Frame, hasPicture } from '../frame.ts';
import { type FetchedFrame, FrameQueue } from './frame-queue.ts';
import { SpanBorder } from './span-border.ts';

/**
 * Time for which the active rate is kept after the last person was detected, milliseconds of video: a lost person may
 * have fallen and take a while to be redetected.
 */
export const holdMs = 4000;
/** Maximum span of a batch, milliseconds of video: limits how long its first frame waits. */
const maxBatchSpanMs = 2000;

/** Maximum number of skipped frames that are kept: as many as the lowest idle rate skips at equal intervals. */
const maxSkippedFrames = maxRateRatio;
/** Maximum size of the skipped frames that are kept, bytes: thirty of 1920 x 1080 pixels need 187 million. */
const maxSkippedBytes = 200_000_000;

/** State of the sampler at a checkpoint. A JSON value. */
export interface SamplerState {
  /** Time until which every frame is analyzed because a person was in view, milliseconds. */
  readonly activeUntilMs: number;
  /** Time of the last analyzed frame, milliseconds; null before the first. */
  readonly lastLookMs: number | null;
}

export const initialSamplerState: SamplerState = { activeUntilMs: -1, lastLookMs: null };

/** An analyzed frame with its detections and the state of the sampler after it. */
export interface SampledFrame {
  readonly frame: Frame;
  readonly detections: Detections;
  readonly samplerState: SamplerState;
  /** Number of frames skipped since the previous analyzed one. */
  readonly skipped: number;
}

/** Detector as the sampler uses it. `prepare` runs ahead, during the `detect` of earlier frames. */
export interface FrameInspector<Prepared> {
  prepare(frame: Frame): Promise<Prepared>;
  /**
   * Detects persons in a batch, with results that do not depend on the batch.
   *
   * @param batch ascending in time
   * @returns the detections of each frame, in the order of the frames
   */
  detect(batch: readonly Prepared[]): Promise<readonly Detections[]>;
  /** Whether a frame's detections call for the active rate. */
  showsPeople(detections: Detections): boolean;
}

/** Rates, batch size and initial state of the sampler. */
export interface SamplingOptions {
  /** Rate of the decoded frames, which is the rate while people are in view. */
  readonly activeFps: number;
  /** Rate of analyzed frames while nobody is in view. */
  readonly idleFps: number;
  /** Maximum number of frames detected together. */
  readonly batch: number;
  readonly initial: SamplerState;
  /**
   * Waits until the frames up to `timeMs` have been dealt with, and tells until when later stages want pictures,
   * milliseconds; nobody does unless given.
   */
  readonly wantedUntilMs?: (timeMs: number | null) => Promise<number>;
}

/**
 * Analyzes every frame while people are in view and `idleFps` frames per second while nobody is. Frames skipped at the
 * idle rate are kept until the next analyzed one: if that shows a person, they are analyzed first, so that no entrance
 * is missed. When they become too many or too large to keep, the next frame is analyzed early. A frame without pixels
 * shows nobody. The choice of frames depends on the footage only, never on timing or on the batch.
 *
 * @param frames at `activeFps`, ascending in time
 * @returns the analyzed frames, ascending in time
 */
export async function* sampleAdaptively<Prepared>(
  frames: AsyncIterable<Frame | SpanBorder>,
  inspector: FrameInspector<Prepared>,
  options: SamplingOptions,
): AsyncGenerator<SampledFrame> {
  const sampler = new AdaptiveSampler(inspector, options);
  const queue = new FrameQueue(frames, {
    prepare: (frame) => inspector.prepare(frame),
    prepares: (timeMs) => sampler.isDue(timeMs),
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
  #skipped: FetchedFrame<Prepared>[] = [];
  /** Time of the last frame that was handed on, milliseconds; null before the first. */
  #handedOnMs: number | null = null;

  constructor(inspector: FrameInspector<Prepared>, options: SamplingOptions) {
    this.#inspector = inspector;
    this.#options = options;
    this.#activeUntilMs = options.initial.activeUntilMs;
    this.#lastLookMs = options.initial.lastLookMs;
  }

  async *sample(queue: FrameQueue<Prepared>): AsyncGenerator<SampledFrame> {
    for (let next = await queue.take(); next; next = await queue.take()) {
      if (next instanceof SpanBorder) {
        const laterMs = (await this.#options.wantedUntilMs?.(this.#handedOnMs)) ?? -1;
        next.decide(Math.max(this.#activeUntilMs, laterMs));
        continue;
      }
      if (!this.isDue(next.frame.timeMs) && this.#hasRoomFor(next.frame)) {
        this.#skipped.push({ frame: next.frame, prepared: null });
        continue;
      }
      const batch = await this.#takeBatch(next, queue);
      this.#lastLookMs = batch.at(-1)!.frame.timeMs;
      queue.fetch(this.#options.batch);
      yield* this.#analyze(batch);
    }
  }

  /** Whether the frame of this time is analyzed. */
  isDue(timeMs: number): boolean {
    if (this.#isCertain(timeMs) || this.#lastLookMs === null) return true;
    // A millisecond of tolerance, because frame times are rounded to whole ones.
    return timeMs - this.#lastLookMs >= 1000 / this.#options.idleFps - 1;
  }

  /** Whether a frame can be kept besides the skipped ones. */
  #hasRoomFor({ width, height }: Frame): boolean {
    // Frames of a video are of one size; those without pixels count as much, so that the choice is the same.
    const bytes = (this.#skipped.length + 1) * width * height * 3;
    return this.#skipped.length < maxSkippedFrames && bytes <= maxSkippedBytes;
  }

  /** Whether a frame is analyzed whatever the frames before it show. */
  #isCertain(timeMs: number): boolean {
    const { idleFps, activeFps } = this.#options;
    return idleFps >= activeFps || timeMs <= this.#activeUntilMs;
  }

  /** Takes the frames after `first` that can be detected together with it. */
  async #takeBatch(
    first: FetchedFrame<Prepared>,
    queue: FrameQueue<Prepared>,
  ): Promise<FetchedFrame<Prepared>[]> {
    const batch = [first];
    if (!this.#isCertain(first.frame.timeMs) || !hasPicture(first.frame)) return batch;
    const lastMs = first.frame.timeMs + maxBatchSpanMs;
    while (batch.length < this.#options.batch) {
      const next = await queue.takeIf(
        (frame) => hasPicture(frame) && this.#isCertain(frame.timeMs) && frame.timeMs <= lastMs,
      );
      if (!next) break;
      batch.push(next);
    }
    return batch;
  }

  async *#analyze(batch: readonly FetchedFrame<Prepared>[]): AsyncGenerator<SampledFrame> {
    for (const { frame, detections } of await this.#detect(batch)) {
      if (this.#inspector.showsPeople(detections)) {
        this.#activeUntilMs = frame.timeMs + holdMs;
        yield* this.#analyzeSkipped();
      }
      const skipped = this.#skipped.length;
      this.#skipped = [];
      this.#handedOnMs = frame.timeMs;
      yield { frame, detections, samplerState: this.#stateAfter(frame), skipped };
    }
  }

  /** Analyzes the frames that were skipped before a person came into view. */
  async *#analyzeSkipped(): AsyncGenerator<SampledFrame> {
    const { batch } = this.#options;
    const missed = this.#skipped.filter(({ frame }) => hasPicture(frame));
    this.#skipped = [];
    for (let start = 0; start < missed.length; start += batch) {
      for (const { frame, detections } of await this.#detect(missed.slice(start, start + batch))) {
        this.#handedOnMs = frame.timeMs;
        yield { frame, detections, samplerState: this.#stateAfter(frame), skipped: 0 };
      }
    }
  }

  async #detect(
    batch: readonly FetchedFrame<Prepared>[],
  ): Promise<Pick<SampledFrame, 'frame' | 'detections'>[]> {
    if (!hasPicture(batch[0]!.frame)) {
      return batch.map(({ frame }) => ({ frame, detections: { persons: [], faces: null } }));
    }
    const prepared = await Promise.all(
      batch.map(({ frame, prepared }) => prepared ?? this.#inspector.prepare(frame)),
    );
    const detections = await this.#inspector.detect(prepared);
    return batch.map(({ frame }, index) => ({ frame, detections: detections[index]! }));
  }

  #stateAfter(frame: Frame): SamplerState {
    return { activeUntilMs: this.#activeUntilMs, lastLookMs: frame.timeMs };
  }
}
