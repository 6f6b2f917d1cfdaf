import type { Frame, VideoInfo } from '@deepsentinel/inference-core';

/** Frame rates of written videos, frames per second: whole numbers that every player takes. */
const maxFps = 30;
const defaultFps = 25;

/** Chooses the rate of a copy of a video, frames per second. */
export function constantRate({ averageFps }: VideoInfo): number {
  return Math.min(maxFps, Math.max(1, Math.round(averageFps ?? defaultFps)));
}

/** Repeats or drops frames so that each is shown at its time at a constant rate; the first is shown at `fromMs`. */
export async function* atConstantRate(
  frames: AsyncIterable<Frame>,
  fps: number,
  fromMs = 0,
): AsyncGenerator<Uint8Array> {
  let shown = 0;
  let last: Frame | null = null;
  for await (const frame of frames) {
    for (; last && fromMs + (shown * 1000) / fps < frame.timeMs - 500 / fps; shown += 1) yield last.data;
    last = frame;
  }
  if (last) yield last.data;
}
