import { describe, expect, test } from '@jest/globals';
import type { Frame } from '../frame.ts';
import { paintedFrame, standingBox } from '../testing/factories.ts';
import {
  initialSamplerState,
  type SampledFrame,
  type SamplerState,
  sampleAdaptively,
} from './adaptive-sampler.ts';

/** Five frames a second for some seconds. */
async function* footage(seconds: number, afterMs = -1): AsyncGenerator<Frame> {
  for (let timeMs = 0; timeMs < seconds * 1000; timeMs += 200) {
    if (timeMs > afterMs) yield paintedFrame({ width: 2, height: 2, timeMs });
  }
}

/** Sees somebody between two moments. */
const inspector = (fromMs: number, toMs: number) => ({
  prepare: async (frame: Frame) => frame,
  detect: async ({ timeMs }: Frame) =>
    timeMs >= fromMs && timeMs <= toMs ? [{ box: standingBox(50, 100), confidence: 0.9 }] : [],
});

async function sample(
  frames: AsyncIterable<Frame>,
  [fromMs, toMs]: readonly [number, number],
  initial: SamplerState = initialSamplerState,
): Promise<SampledFrame[]> {
  return await Array.fromAsync(
    sampleAdaptively(frames, inspector(fromMs, toMs), { activeFps: 5, scoutFps: 1, initial }),
  );
}

const times = (samples: readonly SampledFrame[]) => samples.map(({ frame }) => frame.timeMs);

describe('the adaptive sampler', () => {
  test('looks once a second while nobody is there', async () => {
    const samples = await sample(footage(4), [Infinity, Infinity]);
    expect(times(samples)).toEqual([0, 1000, 2000, 3000]);
    expect(samples.map(({ skipped }) => skipped)).toEqual([0, 4, 4, 4]);
  });

  test('looks at every frame while somebody is there, at those before the first sighting too', async () => {
    const samples = await sample(footage(10), [1700, 2600]);
    expect(times(samples)).toEqual([
      0,
      1000,
      // Found at 2000: the frames passed over since 1000 come first.
      1200,
      1400,
      1600,
      1800,
      2000,
      // Until four seconds after the last sighting, at 2600.
      ...Array.from({ length: 23 }, (_, index) => 2200 + index * 200),
      7600,
      8600,
      9600,
    ]);
  });

  test('chooses the same frames when it goes on behind any of them', async () => {
    const visit = [1700, 2600] as const;
    const whole = await sample(footage(10), visit);
    for (const [index, { frame, samplerState }] of whole.entries()) {
      const stored = JSON.parse(JSON.stringify(samplerState)) as SamplerState;
      const rest = await sample(footage(10, frame.timeMs), visit, stored);
      expect(times(rest)).toEqual(times(whole.slice(index + 1)));
    }
  });

  test('ends the footage when the consumer stops', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Frame> {
      try {
        yield* footage(1e9);
      } finally {
        ended = true;
      }
    }
    for await (const _sample of sampleAdaptively(endless(), inspector(0, Infinity), {
      activeFps: 5,
      scoutFps: 1,
      initial: initialSamplerState,
    }))
      break;
    expect(ended).toBe(true);
  });
});
