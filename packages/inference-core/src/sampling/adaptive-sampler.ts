import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';

/**
 * After the last sighting, frames are still looked at closely for this long, milliseconds of video: whoever vanished may
 * have fallen, and takes a while to be found on the floor.
 */
const holdMs = 4000;

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
  readonly detections: readonly Detection[];
  readonly samplerState: SamplerState;
  /** Frames passed over since the previous one. */
  readonly skipped: number;
}

/** How a frame is looked at. `prepare` runs ahead, beside the `detect` of the frame before. */
export interface FrameInspector<Prepared> {
  prepare(frame: Frame): Promise<Prepared>;
  detect(prepared: Prepared): Promise<readonly Detection[]>;
}

interface PulledFrame<Prepared> {
  readonly frame: Frame;
  readonly prepared: Promise<Prepared> | null;
}

export interface SamplingOptions {
  /** Rate at which the frames come. */
  readonly activeFps: number;
  readonly scoutFps: number;
  readonly initial: SamplerState;
}

/**
 * Looks at every frame while people are in view and at `scoutFps` while nobody is. Frames passed over since the last
 * scout frame are kept until the next one: when that shows somebody, they are looked at first, so that nobody's
 * entrance is lost. The choice depends on the footage only, never on timing.
 *
 * @param frames at the rate for people in view, ascending in time
 * @returns the frames looked at, ascending in time
 */
export async function* sampleAdaptively<Prepared>(
  frames: AsyncIterable<Frame>,
  inspector: FrameInspector<Prepared>,
  { activeFps, scoutFps, initial }: SamplingOptions,
): AsyncGenerator<SampledFrame> {
  const scoutIntervalMs = 1000 / scoutFps;
  const iterator = frames[Symbol.asyncIterator]();
  let state = initial;
  let passedOver: Frame[] = [];
  let next = pull(true);
  try {
    for (let current = await next; current; current = await next) {
      const { frame } = current;
      const looks = frame.timeMs <= state.activeUntilMs || isDue(frame.timeMs);
      next = pull(looks);
      if (!looks) {
        passedOver.push(frame);
        continue;
      }
      const detections = await inspector.detect(await (current.prepared ?? inspector.prepare(frame)));
      if (detections.length > 0) {
        state = { ...state, activeUntilMs: frame.timeMs + holdMs };
        yield* lookBack();
      }
      const skipped = passedOver.length;
      passedOver = [];
      state = { ...state, lastLookMs: frame.timeMs };
      yield { frame, detections, samplerState: state, skipped };
    }
  } finally {
    await next.catch(() => null);
    await iterator.return?.();
  }

  function isDue(timeMs: number): boolean {
    if (scoutFps >= activeFps) return true;
    // A millisecond of tolerance, because frame times are rounded to whole ones.
    return state.lastLookMs === null || timeMs - state.lastLookMs >= scoutIntervalMs - 1;
  }

  /** Fetches the next frame and, where it will probably be looked at, prepares it while the current one is looked at. */
  function pull(prepares: boolean): Promise<PulledFrame<Prepared> | null> {
    const pulled = pullFrame(prepares);
    // A failure is reported when the frame's turn comes.
    pulled.catch(() => null);
    return pulled;
  }

  async function pullFrame(prepares: boolean): Promise<PulledFrame<Prepared> | null> {
    const { value: frame, done } = await iterator.next();
    if (done) return null;
    const prepared = prepares ? inspector.prepare(frame) : null;
    prepared?.catch(() => null);
    return { frame, prepared };
  }

  async function* lookBack(): AsyncGenerator<SampledFrame> {
    const frames = passedOver;
    passedOver = [];
    for (const frame of frames) {
      const detections = await inspector.detect(await inspector.prepare(frame));
      state = { ...state, lastLookMs: frame.timeMs };
      yield { frame, detections, samplerState: state, skipped: 0 };
    }
  }
}
