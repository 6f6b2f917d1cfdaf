import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Frame } from '../frame.ts';
import { type ClipOptions, ffmpeg, makeClip, numberIn, turnClip } from '../testing/clip.ts';
import { type DecodeOptions, decodeVideo } from './decode-video.ts';
import { probeVideo } from './probe-video.ts';
import { correctPictures, type VideoInfo } from './video-info.ts';

let directory = '';
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function decode(source: string, options: Omit<DecodeOptions, 'info'> & { info?: VideoInfo }) {
  const info = options.info ?? (await probeVideo(source));
  const video = decodeVideo(source, { ...options, info });
  const frames: Frame[] = [];
  for await (const frame of video.frames) frames.push(frame);
  return { info, frames, outcome: video.outcome() };
}
const timesOf = (frames: readonly Frame[]) => frames.map(({ timeMs }) => timeMs);
const numbersOf = (frames: readonly Frame[]) => frames.map((frame) => numberIn(frame));
const count = (length: number, step = 1) => Array.from({ length }, (_, index) => index * step);

describe('sampling', () => {
  test('takes every third frame at 3.3333 of 10 frames a second, for 80 seconds', async () => {
    const { frames } = await decode(await makeClip(at('80s.mp4'), { seconds: 80 }), { sampleFps: 3.3333 });
    expect(numbersOf(frames)).toEqual(count(267, 3));
    expect(timesOf(frames)).toEqual(count(267, 300));
  });

  test.each<{ fps: number; sampleFps: number; name: string; numbers: number[] }>([
    { fps: 29.97, sampleFps: 30, name: 'ntsc.mkv', numbers: count(60) },
    { fps: 59.94, sampleFps: 60, name: 'double.mkv', numbers: count(120) },
    { fps: 10, sampleFps: 60, name: 'above.avi', numbers: count(20) },
    { fps: 10, sampleFps: 5, name: 'half.ts', numbers: count(10, 2) },
    { fps: 10, sampleFps: 1, name: 'one.webm', numbers: [0, 10] },
    { fps: 10, sampleFps: 0.5, name: 'slow.mp4', numbers: [0] },
  ])(
    'takes the expected frames of $name ($fps a second) at $sampleFps a second',
    async ({ fps, sampleFps, name, numbers }) => {
      const { frames, outcome } = await decode(await makeClip(at(name), { fps }), { sampleFps });
      expect(numbersOf(frames)).toEqual(numbers);
      expect(outcome).toMatchObject({ framesDecoded: Math.ceil(fps * 2), truncated: false, warnings: [] });
    },
  );

  test('keeps the times of a variable frame rate and repeats no frame', async () => {
    const filters = ["select='lt(mod(n,7),3)+eq(n,19)'"];
    const output = ['-fps_mode', 'vfr'];
    const clip = await makeClip(at('vfr.mp4'), { fps: 25, seconds: 1, filters, output });
    const kept = count(25).filter((number) => number % 7 < 3 || number === 19);
    const { frames } = await decode(clip, { sampleFps: 25 });
    expect(numbersOf(frames)).toEqual(kept);
    expect(timesOf(frames)).toEqual(kept.map((number) => number * 40));
  });
});

test('threads change neither pictures nor times nor the outcome', async () => {
  const output = ['-c:v', 'libx264', '-bf', '3'];
  const clip = await makeClip(at('threads.mp4'), { size: { width: 320, height: 240 }, output });
  const alone = await decode(clip, { sampleFps: 5 });
  expect(await decode(clip, { sampleFps: 5, threads: 4 })).toEqual(alone);
});

const x264 = (...params: string[]) => ['-c:v', 'libx264', '-x264-params', params.join(':')];
const sparse = ["select='lt(mod(n,7),4)+eq(mod(n,50),5)'"];
const resumed: { name: string; clip: ClipOptions; seeks: boolean }[] = [
  { name: 'bframes.mp4', clip: { output: x264('bframes=3', 'keyint=20') }, seeks: true },
  { name: 'open-gop.mkv', clip: { output: x264('open-gop=1', 'bframes=5', 'keyint=15') }, seeks: false },
  { name: 'refresh.mp4', clip: { output: x264('intra-refresh=1', 'keyint=30') }, seeks: true },
  { name: 'variable.mp4', clip: { filters: sparse, output: ['-fps_mode', 'vfr', '-g', '20'] }, seeks: true },
  { name: 'variable.mkv', clip: { filters: sparse, output: ['-fps_mode', 'vfr', '-g', '20'] }, seeks: false },
  {
    name: 'fragments.mp4',
    clip: { output: ['-g', '20', '-movflags', 'frag_keyframe+empty_moov'] },
    seeks: false,
  },
  { name: 'mpeg4.avi', clip: { output: ['-c:v', 'mpeg4', '-bf', '2', '-g', '20'] }, seeks: false },
  { name: 'transport.ts', clip: { output: ['-g', '20'] }, seeks: false },
];

describe('resuming', () => {
  test.each(resumed)('gives the frames of an uninterrupted run: $name', async ({ name, clip, seeks }) => {
    const path = await makeClip(at(name), { seconds: 14, ...clip });
    const info = await probeVideo(path);
    const [framesDecoded] = await Promise.all([
      resumesEqually(path, { info, sampleFps: 10, afterMs: 8300 }),
      resumesEqually(path, { info, sampleFps: 3.3333, afterMs: 11_250 }),
    ]);
    const late = await decode(path, { info, sampleFps: 1, afterMs: 12_000 });
    expect(late.outcome.framesDecoded < framesDecoded).toBe(seeks);
  });

  async function resumesEqually(path: string, options: DecodeOptions) {
    const whole = await decode(path, { ...options, afterMs: undefined });
    const rest = await decode(path, options);
    const expected = whole.frames.filter(({ timeMs }) => timeMs > options.afterMs!);
    expect(whole.frames[0]?.timeMs).toBe(0);
    expect(timesOf(rest.frames)).toEqual(timesOf(expected));
    const differing = rest.frames.filter(
      ({ data }, index) => Buffer.compare(data, expected[index]!.data) !== 0,
    );
    expect(timesOf(differing)).toEqual([]);
    expect(rest.outcome.lastFrameMs).toBe(whole.outcome.lastFrameMs);
    return whole.outcome.framesDecoded;
  }

  test('after the last frame gives no frames', async () => {
    const path = await makeClip(at('whole.mp4'), { seconds: 7 });
    const { frames, outcome } = await decode(path, { sampleFps: 10, afterMs: 6900 });
    expect(frames).toEqual([]);
    expect(outcome).toMatchObject({ lastFrameMs: 6900, truncated: false });
  });
});

describe('pictures', () => {
  test.each<{ name: string; clip: ClipOptions; width: number; height: number }>([
    {
      name: 'odd.mp4',
      clip: { filters: ['scale=81:47', 'setsar=1', 'format=yuv444p'] },
      width: 81,
      height: 47,
    },
    {
      name: 'ten-bit.mp4',
      clip: { filters: ['format=yuv420p10le'], output: ['-c:v', 'libx265'] },
      width: 80,
      height: 48,
    },
    { name: 'gray.mkv', clip: { filters: ['format=gray'], output: ['-c:v', 'ffv1'] }, width: 80, height: 48 },
    {
      name: 'interlaced.mp4',
      clip: { output: ['-flags', '+ilme+ildct', '-x264-params', 'tff=1'] },
      width: 80,
      height: 48,
    },
    { name: 'anamorphic.mp4', clip: { filters: ['setsar=2/1'] }, width: 160, height: 48 },
    { name: 'half-height.mp4', clip: { filters: ['setsar=6/11'] }, width: 80, height: 88 },
    { name: 'no-duration.h264', clip: { output: ['-bf', '2'] }, width: 80, height: 48 },
    { name: 'cctv.mov', clip: { output: ['-c:v', 'mjpeg'] }, width: 80, height: 48 },
  ])('are decoded to RGB, in order, in the reported size: $name', async ({ name, clip, width, height }) => {
    const { info, frames, outcome } = await decode(await makeClip(at(name), { seconds: 1, ...clip }), {
      sampleFps: 10,
    });
    expect(info).toMatchObject({ width, height, rotationDegrees: 0 });
    expect(frames.every(({ data }) => data.length === width * height * 3)).toBe(true);
    expect(numbersOf(frames)).toEqual(count(10));
    expect(timesOf(frames)).toEqual(count(10, 100));
    expect(outcome.truncated).toBe(false);
  });

  test.each([90, 180, 270] as const)('are rotated by %d degrees as the file says', async (degrees) => {
    const clip = await makeClip(at(`turned-${degrees}.mp4`), { seconds: 1 });
    await turnClip(clip, degrees);
    const { info, frames } = await decode(clip, { sampleFps: 10 });
    const [width, height] = degrees === 180 ? [80, 48] : [48, 80];
    expect(info).toMatchObject({ width, height, rotationDegrees: degrees });
    expect(frames[5]).toMatchObject({ width, height });
    const reversed = (number: number) =>
      count(10).reduce((sum, bit) => sum + (((number >> bit) & 1) << (9 - bit)), 0);
    const numbers = frames.map((frame) => numberIn(frame, degrees !== 180));
    expect(numbers).toEqual(count(10).map((number) => (degrees === 90 ? number : reversed(number))));
  });

  test('are rotated and stretched as the camera is configured, whatever the file says', async () => {
    const clip = await makeClip(at('sideways.mp4'), { seconds: 1, filters: ['transpose=clock'] });
    const info = correctPictures(await probeVideo(clip), { rotationDegrees: 270, aspectRatio: '5:6' });
    expect(info).toMatchObject({ width: 80, height: 96, rotationDegrees: 270 });
    const { frames } = await decode(clip, { info, sampleFps: 10 });
    expect(frames[0]).toMatchObject({ width: 80, height: 96 });
    expect(numbersOf(frames)).toEqual(count(10));

    const flagged = await turnClip(await makeClip(at('wrongly-flagged.mp4'), { seconds: 1 }), 180);
    const upright = correctPictures(await probeVideo(flagged), { rotationDegrees: 0, aspectRatio: null });
    expect(numbersOf((await decode(flagged, { info: upright, sampleFps: 10 })).frames)).toEqual(count(10));
  });

  test('of interlaced video have no combs, and the times of their frames', async () => {
    const moving = [
      '-f',
      'lavfi',
      '-i',
      "nullsrc=s=96x64:r=20:d=7,geq=lum='if(between(X-12*mod(N,8),0,11),235,16)':cb=128:cr=128",
    ];
    const weave = 'format=yuv420p,interlace=scan=tff:lowpass=0';
    const encoded = ['-flags', '+ilme+ildct', '-x264-params', 'tff=1', '-crf', '5', '-g', '10'];
    await ffmpeg(...moving, '-vf', weave, ...encoded, at('interlaced-moving.mp4'));
    const { info, frames } = await decode(at('interlaced-moving.mp4'), { sampleFps: 10 });
    expect(info.interlaced).toBe(true);
    expect(timesOf(frames)).toEqual(count(70, 100));
    const woven = await decode(at('interlaced-moving.mp4'), {
      info: { ...info, interlaced: false },
      sampleFps: 10,
    });
    expect(combing(frames[20]!)).toBeLessThan(0.25 * combing(woven.frames[20]!));
    const { frames: rest } = await decode(at('interlaced-moving.mp4'), {
      info,
      sampleFps: 10,
      afterMs: 6000,
    });
    expect(rest).toEqual(frames.filter(({ timeMs }) => timeMs > 6000));
  });

  /** Mean difference of lines from those above and below, where these are alike. */
  function combing({ data, width, height }: Frame): number {
    let sum = 0;
    for (let y = 1; y < height - 1; y++) {
      for (let x = 0; x < width; x++) {
        const [above, here, below] = [y - 1, y, y + 1].map((line) => data[(line * width + x) * 3]!);
        if (Math.abs(above! - below!) < 20) sum += Math.abs(here! - (above! + below!) / 2);
      }
    }
    return sum / (width * height);
  }

  test('are scaled to the first size when the size changes in the middle', async () => {
    const clip = await makeClip(at('grows.h264'), { seconds: 1 });
    const larger = await makeClip(at('larger.h264'), { seconds: 1, size: { width: 160, height: 96 } });
    await appendFile(clip, await readFile(larger));
    const { frames } = await decode(clip, { sampleFps: 10 });
    expect(
      frames.every(({ width, height, data }) => width === 80 && height === 48 && data.length === 11_520),
    ).toBe(true);
    expect(numbersOf(frames)).toEqual([...count(10), ...count(10)]);
  });

  test('are decoded from a file with a strange name', async () => {
    const clip = await makeClip(at('plain.mp4'), { seconds: 1 });
    const bytes = await readFile(clip);
    const before = process.cwd();
    process.chdir(directory);
    try {
      const names = ['-i.mp4', 'pipe:0', 'http:x.mp4', 'a %d ? # "é".mp4'];
      const decoded = names.map(async (name) => {
        await writeFile(name, bytes);
        return decode(name, { sampleFps: 10 });
      });
      for (const { frames } of await Promise.all(decoded)) expect(frames).toHaveLength(10);
    } finally {
      process.chdir(before);
    }
  });

  test('are complete beside a longer sound track', async () => {
    const clip = await makeClip(at('silent.mp4'), { seconds: 1 });
    const sound = ['-f', 'lavfi', '-i', 'sine=d=9'];
    await ffmpeg('-i', clip, ...sound, '-c:v', 'copy', '-c:a', 'aac', at('sound.mkv'));
    const { info, frames, outcome } = await decode(at('sound.mkv'), { sampleFps: 10 });
    expect(info.codec).toBe('h264');
    expect(frames).toHaveLength(10);
    expect(outcome.truncated).toBe(false);
  });
});
