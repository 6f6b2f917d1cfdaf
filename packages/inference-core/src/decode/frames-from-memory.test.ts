import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Frame } from '../frame.ts';
import { type ClipOptions, makeClip } from '../testing/clip.ts';
import { paintedFrame } from '../testing/factories.ts';
import { decodeVideo } from './decode-video.ts';
import { framesFromMemory } from './frames-from-memory.ts';
import { probeVideo } from './probe-video.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'frames-from-memory-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function* given(frames: readonly Frame[]): AsyncGenerator<Frame> {
  yield* frames;
}

const gray = (timeMs: number) => paintedFrame({ width: 20, height: 16, timeMs });

/** Times of the frames that are chosen. */
async function chosen(frames: readonly Frame[], sampleFps: number, afterMs?: number): Promise<number[]> {
  const sampled = framesFromMemory(given(frames), { sampleFps, afterMs, signal: undefined });
  return (await Array.fromAsync(sampled)).map(({ timeMs }) => timeMs);
}

const variable = ["select='lt(mod(n,7),4)+eq(mod(n,50),5)'"];
const clips: { name: string; clip: ClipOptions }[] = [
  { name: 'ten.mp4', clip: { fps: 10, seconds: 6 } },
  { name: 'pal.mp4', clip: { fps: 25, seconds: 6 } },
  { name: 'ntsc.mkv', clip: { fps: 29.97, seconds: 6 } },
  { name: 'double.mp4', clip: { fps: 59.94, seconds: 6 } },
  { name: 'variable.mp4', clip: { fps: 25, seconds: 12, filters: variable, output: ['-fps_mode', 'vfr'] } },
];

describe.each(clips)('the frames of $name', ({ name, clip }) => {
  let times: (sampleFps: number) => Promise<number[]>;
  let all: readonly Frame[];
  beforeAll(async () => {
    const path = await makeClip(join(directory, name), clip);
    const info = await probeVideo(path);
    times = async (sampleFps) => {
      const frames = await Array.fromAsync(decodeVideo(path, { info, sampleFps }).frames);
      return frames.map(({ timeMs }) => timeMs);
    };
    all = (await times(60)).map(gray);
  });

  test.each([1, 3.3333, 5, 10])(
    'sampled at %d a second are those that are decoded from the file',
    async (sampleFps) => {
      expect(await chosen(all, sampleFps)).toEqual(await times(sampleFps));
    },
  );
});

test('frames from memory are chosen on resuming as without a break, whether or not earlier ones are repeated', async () => {
  const frames = Array.from({ length: 100 }, (_, index) => gray(Math.round((index * 1000) / 30)));
  const uninterrupted = await chosen(frames, 5);
  for (const afterMs of uninterrupted) {
    const rest = uninterrupted.filter((timeMs) => timeMs > afterMs);
    expect(await chosen(frames, 5, afterMs)).toEqual(rest);
    const later = frames.filter(({ timeMs }) => timeMs > afterMs);
    expect(await chosen(later, 5, afterMs)).toEqual(rest);
  }
});

test.each<{ problem: string; frames: Frame[]; message: string }>([
  {
    problem: 'a time that does not ascend',
    frames: [gray(0), gray(200), gray(200)],
    message: 'frame at 200 ms: expected a later one than the frame before, at 200 ms',
  },
  {
    problem: 'a fraction of a millisecond',
    frames: [gray(0), gray(33.3)],
    message: 'frame at 33.3 ms: expected whole milliseconds from the first frame',
  },
  {
    problem: 'a time before the first frame',
    frames: [gray(-1)],
    message: 'frame at -1 ms: expected whole milliseconds from the first frame',
  },
  {
    problem: 'another size',
    frames: [gray(0), paintedFrame({ width: 16, height: 20, timeMs: 200 })],
    message: 'frame at 200 ms: expected 20x16 pixels like the frames before, found 16x20',
  },
  {
    problem: 'four bytes a pixel',
    frames: [{ ...gray(0), data: new Uint8Array(20 * 16 * 4) }],
    message: 'frame at 0 ms: expected 960 bytes of 20x16 RGB pixels, found 1280',
  },
  {
    problem: 'a size that shows nobody',
    frames: [paintedFrame({ width: 20, height: 15 })],
    message: 'frame at 0 ms: expected at least 16 pixels a side, found 20x15',
  },
])('frames from memory are refused: $problem', async ({ frames, message }) => {
  await expect(chosen(frames, 60)).rejects.toThrow(new RangeError(message));
});

describe('the source of frames from memory', () => {
  test('is closed when the consumer stops', async () => {
    let closed = false;
    async function* source() {
      try {
        for (let timeMs = 0; ; timeMs += 200) yield gray(timeMs);
      } finally {
        closed = true;
      }
    }
    const options = { sampleFps: 5, afterMs: undefined, signal: undefined };
    for await (const _frame of framesFromMemory(source(), options)) break;
    expect(closed).toBe(true);
  });

  test('may never give another frame: aborting does not wait for it', async () => {
    async function* source() {
      yield gray(0);
      await new Promise(() => null);
    }
    const abort = new AbortController();
    const options = { sampleFps: 5, afterMs: undefined, signal: abort.signal };
    const frames = framesFromMemory(source(), options);
    await frames.next();
    const next = frames.next();
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(next).rejects.toBe(reason);
  });

  test('ends the frames with the error that it throws', async () => {
    const unplugged = new Error('the camera was unplugged');
    async function* source() {
      yield gray(0);
      throw unplugged;
    }
    const options = { sampleFps: 5, afterMs: undefined, signal: new AbortController().signal };
    await expect(Array.fromAsync(framesFromMemory(source(), options))).rejects.toBe(unplugged);
  });
});
