import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Frame } from '../frame.ts';
import { paintedFrame, standingBox } from '../testing/factories.ts';
import {
  type FrameInspector,
  initialSamplerState,
  type SampledFrame,
  type SamplerState,
  type SamplingOptions,
  sampleAdaptively,
} from './adaptive-sampler.ts';
import { SpanBorder } from './span-border.ts';

/** Five frames a second for some seconds. */
async function* footage(seconds: number, afterMs = -1): AsyncGenerator<Frame> {
  for (let timeMs = 0; timeMs < seconds * 1000; timeMs += 200) {
    if (timeMs > afterMs) yield paintedFrame({ width: 2, height: 2, timeMs });
  }
}

/** Sees somebody at some moments, and keeps account of what it was shown together. */
function inspector(isSeen: (timeMs: number) => boolean, batches: number[][] = []): FrameInspector<Frame> {
  const somebody = { box: standingBox(50, 100), confidence: 0.9 };
  return {
    prepare: async (frame) => frame,
    showsPeople: ({ persons }) => persons.length > 0,
    detect: async (batch) => {
      batches.push(batch.map(({ timeMs }) => timeMs));
      return batch.map(({ timeMs }) => ({ persons: isSeen(timeMs) ? [somebody] : [], faces: null }));
    },
  };
}

async function sample(
  frames: AsyncIterable<Frame>,
  [fromMs, toMs]: readonly [number, number],
  { initial = initialSamplerState, batch = 1 }: { initial?: SamplerState; batch?: number } = {},
): Promise<SampledFrame[]> {
  const isSeen = (timeMs: number) => timeMs >= fromMs && timeMs <= toMs;
  return await Array.fromAsync(
    sampleAdaptively(frames, inspector(isSeen), { activeFps: 5, idleFps: 1, batch, initial }),
  );
}

const times = (samples: readonly SampledFrame[]) => samples.map(({ frame }) => frame.timeMs);

describe('the adaptive sampler', () => {
  test('analyzes one frame a second while nobody is in view', async () => {
    const samples = await sample(footage(4), [Infinity, Infinity]);
    expect(times(samples)).toEqual([0, 1000, 2000, 3000]);
    expect(samples.map(({ skipped }) => skipped)).toEqual([0, 4, 4, 4]);
  });

  test('analyzes every frame while a person is in view, and the skipped ones before', async () => {
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
      // Until four seconds after the last shown, at 2600.
      ...Array.from({ length: 23 }, (_, index) => 2200 + index * 200),
      7600,
      8600,
      9600,
    ]);
  });

  test.each([
    { reason: 'thirty skipped frames', width: 2, height: 2, distanceMs: 31 * 200 },
    { reason: '200 MB of skipped frames', width: 3840, height: 2160, distanceMs: 9 * 200 },
  ])('keeps at most $reason: it looks early then', async ({ width, height, distanceMs }) => {
    const data = new Uint8Array(width * height * 3);
    async function* large(): AsyncGenerator<Frame> {
      for (let timeMs = 0; timeMs < 20_000; timeMs += 200) yield { data, width, height, timeMs };
    }
    const options = { activeFps: 5, idleFps: 0.01, batch: 1, initial: initialSamplerState };
    const looks = await Array.fromAsync(
      sampleAdaptively(
        large(),
        inspector(() => false),
        options,
      ),
    );
    expect(times(looks).slice(0, 3)).toEqual([0, distanceMs, 2 * distanceMs]);
  });

  test('chooses the same frames when it is resumed after any of them', async () => {
    const visit = [1700, 2600] as const;
    const whole = await sample(footage(10), visit);
    for (const [index, { frame, samplerState }] of whole.entries()) {
      const stored = JSON.parse(JSON.stringify(samplerState)) as SamplerState;
      const rest = await sample(footage(10, frame.timeMs), visit, { initial: stored, batch: 3 });
      expect(times(rest)).toEqual(times(whole.slice(index + 1)));
    }
  });

  test('ends decoding when the consumer stops', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Frame> {
      try {
        yield* footage(1e9);
      } finally {
        ended = true;
      }
    }
    const always = inspector(() => true);
    for await (const _sample of sampleAdaptively(endless(), always, {
      activeFps: 5,
      idleFps: 1,
      batch: 4,
      initial: initialSamplerState,
    }))
      break;
    expect(ended).toBe(true);
  });
});

describe('footage that is passed over', () => {
  const empty = new Uint8Array(0);

  test('shows nobody, and its frames keep their places', async () => {
    async function* gated(): AsyncGenerator<Frame> {
      for await (const frame of footage(10)) {
        yield frame.timeMs > 1000 && frame.timeMs < 5000 ? { ...frame, data: empty } : frame;
      }
    }
    const batches: number[][] = [];
    const everywhere = inspector((timeMs) => timeMs >= 6700 && timeMs <= 7000, batches);
    const options = { activeFps: 5, idleFps: 1, batch: 1, initial: initialSamplerState };
    const samples = await Array.fromAsync(sampleAdaptively(gated(), everywhere, options));
    const whole = await sample(footage(10), [6700, 7000]);
    expect(samples.map(({ frame, ...rest }) => ({ timeMs: frame.timeMs, ...rest }))).toEqual(
      whole.map(({ frame, ...rest }) => ({ timeMs: frame.timeMs, ...rest })),
    );
    expect(batches.flat().filter((timeMs) => timeMs > 1000 && timeMs < 5000)).toEqual([]);
  });

  test('begins only where neither the sampler nor a later stage wants pictures', async () => {
    const answers: number[] = [];
    const asked: (number | null)[] = [];
    async function* bordered(): AsyncGenerator<Frame | SpanBorder> {
      for await (const frame of footage(3)) {
        if (frame.timeMs % 1000 === 600) {
          const border = new SpanBorder();
          yield border;
          answers.push(await border.untilMs);
        }
        yield frame;
      }
    }
    const options = { activeFps: 5, idleFps: 1, batch: 4, initial: initialSamplerState };
    const wantedUntilMs = async (timeMs: number | null) => {
      asked.push(timeMs);
      return timeMs === 1000 ? 5000 : -1;
    };
    const seen = inspector((timeMs) => timeMs === 2000);
    await Array.fromAsync(sampleAdaptively(bordered(), seen, { ...options, wantedUntilMs }));
    expect(asked.slice(0, 2)).toEqual([0, 1000]);
    expect(answers).toEqual([-1, 5000, 6000]);
  });
});

describe('frames that are certain to be analyzed', () => {
  /** Frames at uneven times, and whether somebody is seen in each. */
  const clips = fc.array(fc.tuple(fc.integer({ min: 1, max: 700 }), fc.boolean()), { maxLength: 80 });
  const rates = fc.constantFrom([5, 1], [5, 0.5], [2, 2], [10, 3]);

  test('are detected in batches, without any change of frames and detections', async () => {
    await fc.assert(
      fc.asyncProperty(clips, rates, fc.integer({ min: 2, max: 12 }), async (clip, [active, idle], batch) => {
        const alone = await sampleClip(clip, { activeFps: active!, idleFps: idle!, batch: 1 });
        const together = await sampleClip(clip, { activeFps: active!, idleFps: idle!, batch });
        expect(together.samples).toEqual(alone.samples);
        expect(alone.batches.every((times) => times.length === 1)).toBe(true);
        expect(together.batches.flat().toSorted((a, b) => a - b)).toEqual(
          alone.batches.flat().toSorted((a, b) => a - b),
        );
        expect(together.batches.every((times) => times.length <= batch)).toBe(true);
      }),
    );
  });

  test('wait for at most two seconds of video', async () => {
    await fc.assert(
      fc.asyncProperty(clips, async (clip) => {
        const { batches } = await sampleClip(clip, { activeFps: 5, idleFps: 5, batch: 100 });
        for (const times of batches) expect(times.at(-1)! - times[0]!).toBeLessThanOrEqual(2000);
      }),
    );
  });

  test('fill the batches while a person is in view, also with the skipped ones before', async () => {
    const clip = Array.from({ length: 31 }, (_, index) => [200, index > 3] as [number, boolean]);
    const { batches } = await sampleClip(clip, { activeFps: 5, idleFps: 1, batch: 8 });
    expect(batches.map((times) => times.length)).toEqual([1, 1, 4, 8, 8, 8, 1]);
  });

  test('are analyzed up to a failure of the decoder, which is thrown after them', async () => {
    async function* broken(): AsyncGenerator<Frame> {
      yield* footage(1);
      throw new Error('the video ends here');
    }
    const detected: number[] = [];
    const options = { activeFps: 5, idleFps: 5, batch: 8, initial: initialSamplerState };
    await expect(async () => {
      for await (const { frame } of sampleAdaptively(
        broken(),
        inspector(() => true),
        options,
      )) {
        detected.push(frame.timeMs);
      }
    }).rejects.toThrow('the video ends here');
    expect(detected).toEqual([0, 200, 400, 600, 800]);
  });
});

async function sampleClip(
  clip: readonly (readonly [gapMs: number, isSeen: boolean])[],
  options: Omit<SamplingOptions, 'initial'>,
): Promise<{ samples: readonly object[]; batches: readonly number[][] }> {
  const moments = new Map<number, boolean>();
  let timeMs = 0;
  for (const [gapMs, isSeen] of clip) {
    timeMs += gapMs;
    moments.set(timeMs, isSeen);
  }
  async function* frames(): AsyncGenerator<Frame> {
    for (const moment of moments.keys()) yield paintedFrame({ width: 1, height: 1, timeMs: moment });
  }
  const batches: number[][] = [];
  const sampled = sampleAdaptively(
    frames(),
    inspector((moment) => moments.get(moment)!, batches),
    { ...options, initial: initialSamplerState },
  );
  const samples = await Array.fromAsync(sampled, ({ frame, ...sample }) => ({
    timeMs: frame.timeMs,
    ...sample,
  }));
  return { samples, batches };
}
