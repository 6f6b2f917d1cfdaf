import type { Frame } from '../frame.ts';
import type { DecodeOptions } from './decode-video.ts';
import { minSidePixels } from './probe-video.ts';
import { isSampled } from './sampling-expression.ts';

/**
 * Samples frames from memory like the same frames of a file. (Times are whole milliseconds here, so that a frame at the
 * border of two slots may be chosen differently.) Frames up to `afterMs` may be repeated or left out.
 *
 * @throws {RangeError} a frame's data does not match its size, or its time or size does not follow the frames before
 * @throws the signal's reason when it is aborted, also while waiting for a frame
 */
export async function* framesFromMemory(
  source: AsyncIterable<Frame>,
  { sampleFps, afterMs, signal }: Omit<DecodeOptions, 'info'>,
): AsyncGenerator<Frame> {
  let previous: Frame | null = null;
  for await (const frame of untilAborted(source, signal)) {
    checkFrame(frame, previous);
    const isNew = afterMs === undefined || frame.timeMs > afterMs;
    const previousMs: number | null = previous?.timeMs ?? afterMs ?? null;
    previous = frame;
    if (isNew && isSampled(frame.timeMs, previousMs, sampleFps)) yield frame;
  }
}

/**
 * Checks a frame against the one before.
 *
 * @param previous null before the first frame
 */
function checkFrame({ data, width, height, timeMs }: Frame, previous: Frame | null): void {
  const name = `frame at ${timeMs} ms`;
  if (!Number.isInteger(timeMs) || timeMs < 0) {
    throw new RangeError(`${name}: expected whole milliseconds from the first frame`);
  }
  if (previous && timeMs <= previous.timeMs) {
    throw new RangeError(`${name}: expected a later one than the frame before, at ${previous.timeMs} ms`);
  }
  if (previous && (width !== previous.width || height !== previous.height)) {
    const expected = `${previous.width}x${previous.height}`;
    throw new RangeError(
      `${name}: expected ${expected} pixels like the frames before, found ${width}x${height}`,
    );
  }
  checkPixels(name, { data, width, height });
}

/**
 * Checks raw pixels against their size.
 *
 * @param name subject of the message
 * @throws {RangeError} the size is invalid or too small, or the data has another length
 */
export function checkPixels(name: string, { data, width, height }: Omit<Frame, 'timeMs'>): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || Math.min(width, height) < minSidePixels) {
    throw new RangeError(
      `${name}: expected at least ${minSidePixels} pixels a side, found ${width}x${height}`,
    );
  }
  const bytes = width * height * 3;
  if (data.length === bytes) return;
  throw new RangeError(
    `${name}: expected ${bytes} bytes of ${width}x${height} RGB pixels, found ${data.length}`,
  );
}

/** Iterates over a source until the signal is aborted. */
async function* untilAborted<Item>(
  source: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    while (true) {
      const { value, done } = await nextUnlessAborted(iterator, signal);
      if (done) return;
      yield value;
    }
  } finally {
    const closed = iterator.return?.();
    // A source that is waiting for its next item closes only after it.
    if (signal?.aborted) closed?.catch(() => null);
    else await closed;
  }
}

/** Waits for the next item, or until the signal is aborted. */
async function nextUnlessAborted<Item>(
  iterator: AsyncIterator<Item>,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<Item>> {
  if (!signal) return await iterator.next();
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([iterator.next(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
