import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { joinFiles, makeClip, numberIn, setTimes } from '../testing/clip.ts';
import { type DecodeOptions, decodeVideo } from './decode-video.ts';
import { probeVideo } from './probe-video.ts';

let directory = '';
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clock-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function decode(source: string, options: Partial<DecodeOptions> = {}) {
  const info = await probeVideo(source);
  const video = decodeVideo(source, { info, sampleFps: 30, ...options });
  const frames = await Array.fromAsync(video.frames, (frame) => ({
    timeMs: frame.timeMs,
    number: numberIn(frame),
    clockJumps: frame.clockJumps,
  }));
  return { info, frames, ...video.outcome() };
}

const count = (length: number, step = 1) => Array.from({ length }, (_, index) => index * step);
/** Frames of which `jumps` follow a jump of the clock each. */
const regular = (numbers: readonly number[], jumpsBefore: (index: number) => number) =>
  numbers.map((number, index) => ({ timeMs: index * 100, number, clockJumps: jumpsBefore(index) }));

describe('a clock that jumps', () => {
  test.each(['ts', 'mpg'])('back to the start of a second recording goes on: %s', async (format) => {
    const output = ['-c:v', 'mpeg2video', '-g', '10', '-bf', '0', '-r', '25'];
    const numbered = ['first', 'second'].map((name, index) => {
      return makeClip(at(`${name}.${format}`), { seconds: 3 - index, fps: 25, output });
    });
    const joined = await joinFiles(at(`joined.${format}`), await Promise.all(numbered));
    const { frames, warnings, framesDecoded } = await decode(joined);
    expect(framesDecoded).toBe(125);
    expect(frames.map(({ timeMs }) => timeMs)).toEqual(count(125, 40));
    // The last frame of an MPEG program stream is decoded with the first packet of the next one.
    expect(new Set(frames.slice(0, 74).map(({ clockJumps }) => clockJumps))).toEqual(new Set([0]));
    expect(new Set(frames.slice(75).map(({ clockJumps }) => clockJumps))).toEqual(new Set([1]));
    expect(warnings[0]).toMatch(
      /^the clock of the recording jumps once \(back by \d\.\d s at \d\.\d s\); later times count on from the frame before$/,
    );
  });

  test.each([
    { name: 'an hour', by: 3_600_000, said: 'forward by 3600.0 s' },
    { name: 'thirty days', by: 2_592_000_000, said: 'forward by 2592000.0 s' },
  ])('forward by $name goes on', async ({ by, said }) => {
    const clip = await setTimes(
      await clipOfFrames('plain.mkv', 50),
      at('jump.mkv'),
      `if(gte(N,30),PTS+${by},PTS)`,
    );
    const { frames, warnings } = await decode(clip);
    expect(frames).toEqual(regular(count(50), (index) => (index < 30 ? 0 : 1)));
    expect(warnings).toEqual([expect.stringContaining(`once (${said} at 3.0 s)`)]);
  });

  test('many times is counted, with its first places', async () => {
    const clip = await setTimes(
      await clipOfFrames('often.mkv', 50),
      at('often-jumps.mkv'),
      'PTS+60000*floor(N/5)',
    );
    const { frames, warnings } = await decode(clip);
    expect(frames).toEqual(regular(count(50), (index) => Math.floor(index / 5)));
    expect(warnings).toEqual([
      expect.stringMatching(/jumps 9 times \(forward by 60\.0 s at 0\.5 s, .*, 4 more\)/),
    ]);
  });

  test('gives the same frames when decoding is resumed before or behind the jump', async () => {
    const parts = [makeClip(at('a.ts'), { seconds: 8 }), makeClip(at('b.ts'), { seconds: 8 })];
    const joined = await joinFiles(at('resumed.ts'), await Promise.all(parts));
    const whole = await decode(joined);
    expect(whole.frames).toHaveLength(160);
    for (const afterMs of [1000, 7900, 8000, 14_000]) {
      const rest = await decode(joined, { afterMs });
      expect(rest.frames).toEqual(whole.frames.filter(({ timeMs }) => timeMs > afterMs));
      expect(rest.warnings).toEqual(whole.warnings);
    }
  });

  test('is told from stamps that jitter by less than a frame', async () => {
    const clip = await setTimes(
      await clipOfFrames('jitter.mkv', 50),
      at('jitters.mkv'),
      'PTS+if(mod(N,10)-5,0,130)',
    );
    const { frames, warnings } = await decode(clip);
    expect(warnings).toEqual([]);
    expect(frames.every(({ clockJumps }) => clockJumps === 0)).toBe(true);
    expect(frames.at(-1)!.timeMs).toBe(4900);
    expect(frames.length).toBeGreaterThan(44);
  });

  /** A clip without frames that refer to later ones, so that its times may be changed by the packet. */
  function clipOfFrames(name: string, frames: number) {
    return makeClip(at(name), { seconds: frames / 10, output: ['-c:v', 'mpeg4', '-bf', '0', '-g', '10'] });
  }
});

describe('a pause', () => {
  test.each([
    { name: 'four seconds in a transport stream', file: 'pause.ts', by: 4 * 90_000, seconds: 4 },
    { name: 'four seconds in Matroska', file: 'pause.mkv', by: 4000, seconds: 4 },
    {
      name: 'an hour in an MP4, which stores durations',
      file: 'pause.mp4',
      by: 3600 * 10_240,
      seconds: 3600,
    },
  ])('of $name stays a pause', async ({ file, by, seconds }) => {
    const plain = await makeClip(at(`plain-${file}`), { seconds: 4, output: ['-bf', '0'] });
    const clip = await setTimes(plain, at(file), `if(gte(N,20),PTS+${by},PTS)`);
    const { frames, warnings } = await decode(clip);
    expect(frames.map(({ timeMs }) => timeMs)).toEqual(
      count(40, 100).map((timeMs, index) => timeMs + (index < 20 ? 0 : seconds * 1000)),
    );
    expect(warnings).toEqual([]);
  });

  test('of the length of the interval of a time-lapse stays one', async () => {
    const clip = await makeClip(at('lapse.mkv'), { fps: 0.02, seconds: 500 });
    const { frames, warnings } = await decode(clip);
    expect(frames.map(({ timeMs }) => timeMs)).toEqual(count(10, 50_000));
    expect(warnings).toEqual([]);
  });
});

test('frames one tick apart get an assumed rate, which is said', async () => {
  const plain = await makeClip(at('ticks-plain.mp4'), { seconds: 5, output: ['-bf', '0'] });
  const clip = await setTimes(plain, at('ticks.mp4'), 'N', ['-video_track_timescale', '90000']);
  const { info, frames, warnings } = await decode(clip);
  expect(info).toMatchObject({ clock: 'unusable', durationMs: null });
  expect(frames).toEqual(count(50).map((number) => ({ timeMs: number * 40, number, clockJumps: 0 })));
  expect(warnings).toEqual([
    expect.stringMatching(
      /times in the file are unusable \(\d+ frames a second\); 25 frames a second are assumed/,
    ),
  ]);
});

test('frames that share one time count once', async () => {
  const plain = await makeClip(at('tail-plain.mkv'), { seconds: 3, output: ['-bf', '0'] });
  const clip = await setTimes(plain, at('tail.mkv'), 'min(PTS,2500)');
  const { frames, warnings } = await decode(clip);
  expect(frames.map(({ timeMs }) => timeMs)).toEqual(count(26, 100));
  expect(warnings).toEqual([]);
});

test('a fragmented MP4 on the epoch clock begins at zero and states its own duration', async () => {
  const output = ['-bf', '0', '-g', '10', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'];
  const clip = await makeClip(at('epoch.mp4'), { seconds: 3, output });
  const file = await readFile(clip);
  for (let box = file.indexOf('tfdt'); box > 0; box = file.indexOf('tfdt', box + 1)) {
    file.writeBigUInt64BE(file.readBigUInt64BE(box + 8) + 1_767_225_600n * 10_240n, box + 8);
  }
  await writeFile(clip, file);
  const { info, frames } = await decode(clip);
  expect(info).toMatchObject({ durationMs: 3000, clock: 'stamps' });
  expect(frames.map(({ timeMs }) => timeMs)).toEqual(count(30, 100));
});
