import type { Frame } from '../frame.ts';
import type { DecodeOptions } from './decode-video.ts';
import { minSidePixels } from './probe-video.ts';
import { isSampled } from './sampling-expression.ts';

/**
 * Chooses of frames from memory those that would be decoded of a file with the same frames (times are whole milliseconds
 * here: half of one may decide otherwise on a frame at the border of two slots). Frames up to `afterMs` may be there again
 * or be left out.
 *
 * @throws {RangeError} a frame's data does not fit its size, or its time or size does not go with the frames before
 * @throws the signal's reason when it is aborted, also while no frame comes
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

/** @param previous null before the first frame */
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
 * Checks raw pixels against the size that they are said to have.
 *
 * @param name how the message begins
 * @throws {RangeError} the size is too small or none, or the data is too long or too short for it
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

/** The items of a source until the signal is aborted. */
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
    // A source from which no item comes closes only after its next one.
    if (signal?.aborted) closed?.catch(() => null);
    else await closed;
  }
}

/** The next item; does not wait for it any longer when the signal is aborted. */
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
