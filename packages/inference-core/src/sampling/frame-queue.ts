import type { Frame } from '../frame.ts';

/** A frame that has been fetched. */
export interface FetchedFrame<Prepared> {
  readonly frame: Frame;
  /** On its way to the detector's form; null for a frame that did not seem to be needed. */
  readonly prepared: Promise<Prepared> | null;
}

export interface FrameQueueOptions<Prepared> {
  prepare(frame: Frame): Promise<Prepared>;
  /** Asked when a frame arrives: whether it is prepared at once. */
  prepares(timeMs: number): boolean;
}

/** Frames that are decoded and prepared while earlier ones are looked at. Failures are reported when the frame's turn comes. */
export class FrameQueue<Prepared> {
  readonly #iterator: AsyncIterator<Frame>;
  readonly #options: FrameQueueOptions<Prepared>;
  readonly #fetched: Promise<FetchedFrame<Prepared> | null>[] = [];

  constructor(frames: AsyncIterable<Frame>, options: FrameQueueOptions<Prepared>) {
    this.#iterator = frames[Symbol.asyncIterator]();
    this.#options = options;
  }

  /** Lets so many frames be on their way. */
  fetch(count: number): void {
    while (this.#fetched.length < count) {
      const fetched = this.#fetchNext();
      fetched.catch(() => null);
      this.#fetched.push(fetched);
    }
  }

  /** The next frame, null after the last. */
  async take(): Promise<FetchedFrame<Prepared> | null> {
    this.fetch(1);
    return await this.#fetched.shift()!;
  }

  /** The next frame if it passes; null when it does not, was the last, or failed. */
  async takeIf(passes: (timeMs: number) => boolean): Promise<FetchedFrame<Prepared> | null> {
    this.fetch(1);
    const next = await this.#fetched[0]!.catch(() => null);
    return next !== null && passes(next.frame.timeMs) ? await this.take() : null;
  }

  /** Ends the footage. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#fetched);
    await this.#iterator.return?.();
  }

  async #fetchNext(): Promise<FetchedFrame<Prepared> | null> {
    const { value: frame, done } = await this.#iterator.next();
    if (done) return null;
    const prepared = this.#options.prepares(frame.timeMs) ? this.#options.prepare(frame) : null;
    prepared?.catch(() => null);
    return { frame, prepared };
  }
}
