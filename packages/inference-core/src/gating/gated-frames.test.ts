import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeVideo } from '../decode/decode-video.ts';
import { probeVideo } from '../decode/probe-video.ts';
import { type Frame, hasPicture } from '../frame.ts';
import { SpanBorder } from '../sampling/span-border.ts';
import { ffmpeg } from '../testing/clip.ts';
import { childrenOf } from '../testing/process.ts';
import { type GateState, initialGateState } from './gate-state.ts';
import { GatedFrames } from './gated-frames.ts';

const seconds = 100;
const encoders = {
  'scene.mp4': ['-c:v', 'libx264', '-bf', '2', '-g', '8', '-x264-params', 'open-gop=1'],
  'rare.ts': ['-c:v', 'libx264', '-bf', '2', '-g', '80'],
  'no-times.avi': ['-c:v', 'mpeg4', '-bf', '2', '-g', '8'],
} as const;
let directory = '';
const at = (name: string) => join(directory, name);

/** Writes a scene, four pictures a second, in which somebody crosses from 70 s to 76 s. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gated-'));
  const scene = `color=gray:s=128x96:r=4:d=${seconds},noise=alls=4:allf=t:all_seed=7`;
  const somebody = `color=red:s=16x40:r=4:d=${seconds}`;
  const names = Object.keys(encoders);
  const split = names.map((_, index) => `[out${index}]`).join('');
  const crossing = "overlay=x='-16+24*(t-70)':y=40:enable='between(t,70,76)'";
  await ffmpeg(
    ...['-f', 'lavfi', '-i', scene, '-f', 'lavfi', '-i', somebody],
    ...['-filter_complex', `[0:v][1:v]${crossing},format=yuv420p,split=${names.length}${split}`],
    ...Object.entries(encoders).flatMap(([name, encoder], index) => [
      '-map',
      `[out${index}]`,
      ...encoder,
      at(name),
    ]),
  );
});
afterAll(() => rm(directory, { recursive: true }));

interface Run {
  readonly name: string;
  readonly state?: GateState;
  readonly afterMs?: number;
  /** Time until which pictures are wanted at a border. */
  readonly untilMs?: number;
}

const isRed = ({ data }: Frame) =>
  data.some((red, index) => index % 3 === 0 && red > 200 && data[index + 1]! < 60);

async function gate({ name, state = initialGateState, afterMs, untilMs = -1 }: Run) {
  const info = await probeVideo(at(name));
  const margins = { lookBackMs: 2000, holdMs: 4000 };
  const gated = new GatedFrames(state, {
    ...{ source: at(name), info, sampleFps: 2, afterMs, threads: 1, signal: undefined, ...margins },
    showsPeople: async (frame) => isRed(frame),
  });
  const frames: Frame[] = [];
  for await (const item of gated.frames()) {
    if (item instanceof SpanBorder) item.decide(untilMs);
    else frames.push(item);
  }
  return { frames, outcome: gated.outcome(), ledger: gated.ledger, info };
}

/** Frames that are quick to compare. */
const digests = (frames: readonly Frame[]) =>
  frames.map(({ data, ...frame }) => ({ ...frame, data: createHash('sha1').update(data).digest('hex') }));
const timesOf = (frames: readonly Frame[]) => frames.map(({ timeMs }) => timeMs);

describe.each(['scene.mp4', 'rare.ts'])('%s', (name) => {
  test('gives each sampled frame its time, and decodes those around the crossing as without a gate', async () => {
    const { frames, outcome, ledger, info } = await gate({ name });
    const whole = await Array.fromAsync(decodeVideo(at(name), { info, sampleFps: 2 }).frames);
    expect(timesOf(frames)).toEqual(timesOf(whole));
    const decoded = frames.filter(hasPicture);
    const times = new Set(timesOf(decoded));
    expect(digests(decoded)).toEqual(digests(whole.filter(({ timeMs }) => times.has(timeMs))));
    expect(timesOf(whole.filter(isRed)).filter((timeMs) => !times.has(timeMs))).toEqual([]);
    expect(outcome).toEqual({ truncated: false, warnings: [] });
    const { stats } = ledger.take(Infinity);
    expect(stats.secondsSkipped).toBeGreaterThan(60);
    expect(stats).toMatchObject({ reason: null, scan: name === 'rare.ts' ? 'seconds' : 'keyframes' });
  });

  test('gives the same frames when it goes on after any of them', async () => {
    const { frames, ledger } = await gate({ name });
    for (const afterMs of [20_000, 71_500]) {
      const saved = JSON.parse(JSON.stringify(ledger.take(afterMs).state)) as GateState;
      const rest = await gate({ name, state: saved, afterMs });
      expect(digests(rest.frames)).toEqual(digests(frames.filter(({ timeMs }) => timeMs > afterMs)));
    }
  });
});

test('pictures are decoded as long as a border is answered so', async () => {
  const { frames } = await gate({ name: 'scene.mp4', untilMs: 9000 });
  const early = frames.filter(({ timeMs }) => timeMs <= 10_000);
  expect(timesOf(early.filter(hasPicture)).at(-1)).toBe(9000);
});

test('everything is decoded where packets have no times, and the reason is told', async () => {
  const { frames, ledger, info } = await gate({ name: 'no-times.avi' });
  const whole = await Array.fromAsync(decodeVideo(at('no-times.avi'), { info, sampleFps: 2 }).frames);
  expect(digests(frames)).toEqual(digests(whole));
  expect(ledger.take(Infinity).stats).toMatchObject({
    secondsSkipped: 0,
    reason: 'times are missing or irregular',
  });
});

test('no process is left when the consumer stops', async () => {
  const info = await probeVideo(at('scene.mp4'));
  const gated = new GatedFrames(initialGateState, {
    ...{ source: at('scene.mp4'), info, sampleFps: 2, afterMs: undefined, threads: 1, signal: undefined },
    ...{ lookBackMs: 2000, holdMs: 4000, showsPeople: async () => true },
  });
  for await (const _ of gated.frames()) break;
  expect(await childrenOf(process.pid)).toEqual([]);
});
