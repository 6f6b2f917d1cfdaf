import { type Frame, hasPicture } from '../frame.ts';
import { SpanBorder } from './span-border.ts';

/** A frame that was decoded ahead. */
export interface FetchedFrame<Prepared> {
  readonly frame: Frame;
  /** Input of the detector, being prepared; null for a frame that seemed not to be needed. */
  readonly prepared: Promise<Prepared> | null;
}

/** Preparation of frames and the choice of frames to prepare. */
export interface FrameQueueOptions<Prepared> {
  prepare(frame: Frame): Promise<Prepared>;
  /** Whether the frame of this time is prepared as soon as it arrives. */
  prepares(timeMs: number): boolean;
}

/**
 * Queue of frames that are decoded and prepared while earlier ones are analyzed. A failure is thrown when its frame is
 * taken. Borders keep their place among the frames.
 */
export class FrameQueue<Prepared> {
  readonly #iterator: AsyncIterator<Frame | SpanBorder>;
  readonly #options: FrameQueueOptions<Prepared>;
  readonly #fetched: Promise<FetchedFrame<Prepared> | SpanBorder | null>[] = [];

  constructor(frames: AsyncIterable<Frame | SpanBorder>, options: FrameQueueOptions<Prepared>) {
    this.#iterator = frames[Symbol.asyncIterator]();
    this.#options = options;
  }

  /** Starts fetching until `count` frames are queued. */
  fetch(count: number): void {
    while (this.#fetched.length < count) {
      const fetched = this.#fetchNext();
      fetched.catch(() => null);
      this.#fetched.push(fetched);
    }
  }

  /** Takes the next frame or border; null after the last. */
  async take(): Promise<FetchedFrame<Prepared> | SpanBorder | null> {
    this.fetch(1);
    return await this.#fetched.shift()!;
  }

  /** Takes the next frame if it passes; null when it does not, there is none, or it failed. */
  async takeIf(passes: (frame: Frame) => boolean): Promise<FetchedFrame<Prepared> | null> {
    this.fetch(1);
    const next = await this.#fetched[0]!.catch(() => null);
    if (next === null || next instanceof SpanBorder || !passes(next.frame)) return null;
    await this.take();
    return next;
  }

  /** Waits for the queued frames and ends decoding. */
  async close(): Promise<void> {
    for (const fetched of this.#fetched) {
      fetched.then(
        (item) => item instanceof SpanBorder && item.decide(Number.NEGATIVE_INFINITY),
        () => null,
      );
    }
    await Promise.allSettled(this.#fetched);
    await this.#iterator.return?.();
  }

  async #fetchNext(): Promise<FetchedFrame<Prepared> | SpanBorder | null> {
    const { value: frame, done } = await this.#iterator.next();
    if (done) return null;
    if (frame instanceof SpanBorder) return frame;
    const isNeeded = hasPicture(frame) && this.#options.prepares(frame.timeMs);
    const prepared = isNeeded ? this.#options.prepare(frame) : null;
    prepared?.catch(() => null);
    return { frame, prepared };
  }
}
