import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cutFile, ffmpeg, makeClip } from '../testing/clip.ts';
import { decodeVideo } from './decode-video.ts';
import { probeVideo } from './probe-video.ts';

let directory = '';
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function drain(source: string, sampleFps = 100) {
  const info = await probeVideo(source);
  const { frames, outcome } = decodeVideo(source, { info, sampleFps });
  let framesSent = 0;
  for await (const _ of frames) framesSent++;
  return { info, framesSent, outcome: outcome() };
}

describe('a file that breaks off', () => {
  const streams = ['-f', 'lavfi', '-i', 'testsrc=s=160x96:r=10:d=8', '-f', 'lavfi', '-i', 'sine=d=8'];
  const rough = ['-vf', 'noise=alls=40:allf=t', '-g', '20', '-bf', '2'];
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];
  test.each([
    { name: 'faststart.mp4', output: [...h264, '-movflags', '+faststart'] },
    { name: 'silent-fragments.mp4', output: [...h264, '-an', '-movflags', 'frag_keyframe+empty_moov'] },
    { name: 'plain.mkv', output: h264 },
    { name: 'live.mkv', output: [...h264, '-live', '1'] },
    { name: 'plain.webm', output: ['-c:v', 'libvpx', '-deadline', 'realtime'] },
    { name: 'plain.avi', output: ['-c:v', 'mpeg4', '-q:v', '5'] },
    { name: 'motion.avi', output: ['-c:v', 'mjpeg', '-bf', '0', '-q:v', '5', '-an'] },
    { name: 'plain.ts', output: h264 },
    { name: 'plain.flv', output: [...h264, '-an'] },
    { name: 'plain.mpg', output: ['-c:v', 'mpeg2video', '-r', '25'] },
    { name: 'raw.h264', output: [...h264, '-an'] },
  ])(
    'is decoded up to the break and reported as truncated, unlike the whole file: $name',
    async ({ name, output }) => {
      await ffmpeg(...streams, ...rough, ...output, at(name));
      const head = await cutFile(at(name), at(`cut-${name}`), 0.6);
      const [whole, cut] = await Promise.all([drain(at(name)), drain(head)]);
      expect(whole.outcome).toMatchObject({ truncated: false, warnings: [] });
      expect(cut.outcome.truncated).toBe(true);
      expect(cut.framesSent / whole.framesSent).toBeGreaterThan(0.4);
      expect(cut.framesSent / whole.framesSent).toBeLessThan(0.8);
      expect(cut.outcome.lastFrameMs).toBeGreaterThan(3000);
    },
  );

  test('is reported as truncated also when decoding is resumed', async () => {
    await ffmpeg(...streams, ...rough, ...h264, '-movflags', '+faststart', at('again.mp4'));
    const cut = await cutFile(at('again.mp4'), at('cut-again.mp4'), 0.9);
    const video = decodeVideo(cut, { info: await probeVideo(cut), sampleFps: 10, afterMs: 6000 });
    for await (const { timeMs } of video.frames) expect(timeMs).toBeGreaterThan(6000);
    expect(video.outcome().truncated).toBe(true);
  });

  test('is not confused with a whole file whose last frame is shown for long', async () => {
    const filters = ["select='lt(n,10)+eq(n,60)'"];
    const drained = ['still.mp4', 'still.mkv'].map(async (name) => {
      const clip = await makeClip(at(name), { seconds: 7, filters, output: ['-fps_mode', 'vfr'] });
      return drain(clip, 1);
    });
    for (const { outcome } of await Promise.all(drained)) expect(outcome.truncated).toBe(false);
  });
});
