import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeVideo } from './decode-video.ts';
import { probeVideo } from './probe-video.ts';
import { cutFile, ffmpeg, makeClip } from './test-clip.ts';
import { childrenOf, runScript, startScript, waitUntil } from './test-process.ts';

let directory = '';
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(() => rm(directory, { recursive: true }));

const decodeModule = new URL('./decode-video.ts', import.meta.url).href;
const probeModule = new URL('./probe-video.ts', import.meta.url).href;

async function drain(source: string, sampleFps = 100) {
  const info = await probeVideo(source);
  const { frames, outcome } = decodeVideo(source, { info, sampleFps });
  let framesSent = 0;
  for await (const _ of frames) framesSent++;
  return { info, framesSent, outcome: outcome() };
}

describe('a source that cannot be used', () => {
  const tone = ['-f', 'lavfi', '-i', 'sine=d=1'];
  test.each<{ name: string; make: (path: string) => Promise<unknown>; code: string; says: RegExp }>([
    { name: 'missing.mp4', make: async () => null, code: 'not-found', says: /no such file/ },
    { name: 'directory.mp4', make: mkdir, code: 'unreadable', says: /is a directory/ },
    { name: 'empty.mp4', make: (path) => writeFile(path, ''), code: 'empty', says: /is empty/ },
    {
      name: 'text.mp4',
      make: (path) => writeFile(path, 'not a video\n'.repeat(99)),
      code: 'unreadable',
      says: /not a video/,
    },
    {
      name: 'text.txt',
      make: (path) => writeFile(path, 'not a video\n'.repeat(99)),
      code: 'unreadable',
      says: /not a/,
    },
    { name: 'noise.avi', make: (path) => writeFile(path, noise(5000)), code: 'unreadable', says: /not a/ },
    { name: 'list.m3u8', make: (path) => writeFile(path, playlist), code: 'unreadable', says: /not a/ },
    {
      name: 'audio.m4a',
      make: (path) => ffmpeg(...tone, path),
      code: 'no-video-stream',
      says: /no video stream/,
    },
    { name: 'cover.mp3', make: coverArt, code: 'no-video-stream', says: /no video stream/ },
    { name: 'pixel.mkv', make: onePixel, code: 'too-small', says: /1x1 pixels are too small/ },
    {
      name: 'cut.mp4',
      make: (path) => cutIndex(path, -20),
      code: 'index-missing',
      says: /moov atom\) is missing/,
    },
    {
      name: 'cut-index.mp4',
      make: (path) => cutIndex(path, 50),
      code: 'index-missing',
      says: /moov atom\) is missing/,
    },
  ])('$name is refused with $code', async ({ name, make, code, says }) => {
    await make(at(name));
    const error = await probeVideo(at(name)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'VideoError', code, message: expect.stringMatching(says) });
    const { message } = error as Error;
    expect(message.startsWith(`${at(name)}: `)).toBe(true);
    expect(message).not.toContain('\n');
  });

  function onePixel(path: string) {
    return ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'color=s=16x16:d=1',
      '-vf',
      'scale=1:1,format=gray',
      '-c:v',
      'ffv1',
      path,
    );
  }
  async function coverArt(path: string) {
    await ffmpeg('-f', 'lavfi', '-i', 'color=s=64x64', '-frames:v', '1', at('cover.png'));
    await ffmpeg(
      ...tone,
      '-i',
      at('cover.png'),
      '-map',
      '0',
      '-map',
      '1',
      '-disposition:v',
      'attached_pic',
      path,
    );
  }
  /** Cuts so many bytes behind the beginning of the index. */
  async function cutIndex(path: string, bytes: number) {
    const file = await readFile(await makeClip(at('index-last.mp4')));
    await writeFile(path, file.subarray(0, file.indexOf('moov') + bytes));
  }

  test('an unreadable file is refused with access-denied', async () => {
    const clip = await makeClip(at('secret.mp4'), { seconds: 1 });
    await chmod(clip, 0o000);
    const script = `
      import { probeVideo } from '${probeModule}';
      if (process.getuid() === 0) process.setuid(65534);
      await probeVideo('${clip}').catch(({ code }) => console.log(code));`;
    expect(await runScript(script)).toBe('access-denied');
  });

  test('a machine without ffmpeg is told how to install it', async () => {
    const clip = await makeClip(at('any.mp4'), { seconds: 1 });
    const script = `
      import { probeVideo } from '${probeModule}';
      import { decodeVideo } from '${decodeModule}';
      const info = await probeVideo('${clip}');
      process.env.PATH = '/nowhere';
      const report = ({ code, message }) => console.log(code, message);
      await probeVideo('${clip}').catch(report);
      await decodeVideo('${clip}', { info, sampleFps: 1 }).frames[Symbol.asyncIterator]().next().catch(report);`;
    expect(await runScript(script)).toMatch(
      /^(ffmpeg-missing ff(probe|mpeg) was not found.*apt-get install ffmpeg.*\n?){2}$/,
    );
  });
});

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
  ])('$name yields its head and is called truncated; whole it is not', async ({ name, output }) => {
    await ffmpeg(...streams, ...rough, ...output, at(name));
    const head = await cutFile(at(name), at(`cut-${name}`), 0.6);
    const [whole, cut] = await Promise.all([drain(at(name)), drain(head)]);
    expect(whole.outcome).toMatchObject({ truncated: false, warnings: [] });
    expect(cut.outcome.truncated).toBe(true);
    expect(cut.framesSent / whole.framesSent).toBeGreaterThan(0.4);
    expect(cut.framesSent / whole.framesSent).toBeLessThan(0.8);
    expect(cut.outcome.lastFrameMs).toBeGreaterThan(3000);
  });

  test('is recognised when it is resumed', async () => {
    await ffmpeg(...streams, ...rough, ...h264, '-movflags', '+faststart', at('again.mp4'));
    const cut = await cutFile(at('again.mp4'), at('cut-again.mp4'), 0.9);
    const video = decodeVideo(cut, { info: await probeVideo(cut), sampleFps: 10, afterMs: 6000 });
    for await (const { timeMs } of video.frames) expect(timeMs).toBeGreaterThan(6000);
    expect(video.outcome().truncated).toBe(true);
  });

  test('is not seen in a healthy file whose last frame stays for long', async () => {
    const filters = ["select='lt(n,10)+eq(n,60)'"];
    const drained = ['still.mp4', 'still.mkv'].map(async (name) => {
      const clip = await makeClip(at(name), { seconds: 7, filters, output: ['-fps_mode', 'vfr'] });
      return drain(clip, 1);
    });
    for (const { outcome } of await Promise.all(drained)) expect(outcome.truncated).toBe(false);
  });
});

describe('ffmpeg is gone', () => {
  let clip = '';
  beforeAll(async () => {
    clip = at('long.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'testsrc=s=320x240:r=25:d=30', '-preset', 'ultrafast', clip);
  });
  const open = async (signal?: AbortSignal) =>
    decodeVideo(clip, { info: await probeVideo(clip), sampleFps: 25, signal });

  test('when the consumer stops early, and the outcome is not known', async () => {
    const video = await open();
    for await (const _ of video.frames) {
      expect(await childrenOf(process.pid)).toHaveLength(1);
      break;
    }
    expect(await childrenOf(process.pid)).toEqual([]);
    expect(() => video.outcome()).toThrow('after the last frame only');
  });

  test('when the consumer throws', async () => {
    const consume = async () => {
      for await (const _ of (await open()).frames) throw new Error('consumer');
    };
    await expect(consume()).rejects.toThrow('consumer');
    expect(await childrenOf(process.pid)).toEqual([]);
  });

  test('when the signal aborts, whose reason is thrown', async () => {
    const abort = new AbortController();
    const consume = async () => {
      let framesSent = 0;
      for await (const _ of (await open(abort.signal)).frames)
        if (++framesSent === 3) abort.abort(new Error('enough'));
    };
    await expect(consume()).rejects.toThrow('enough');
    expect(await childrenOf(process.pid)).toEqual([]);
  });

  test('when the signal aborts while a frame is awaited', async () => {
    const abort = new AbortController();
    const iterator = (await open(abort.signal)).frames[Symbol.asyncIterator]();
    const first = iterator.next();
    abort.abort(new Error('at once'));
    await expect(first).rejects.toThrow('at once');
    expect(await childrenOf(process.pid)).toEqual([]);
  });

  test('when the signal had aborted before', async () => {
    const signal = AbortSignal.abort(new Error('never'));
    await expect(probeVideo(clip, { signal })).rejects.toThrow('never');
    await expect((await open(signal)).frames[Symbol.asyncIterator]().next()).rejects.toThrow('never');
  });

  test('when our process is killed', async () => {
    const script = `
      import { probeVideo } from '${probeModule}';
      import { decodeVideo } from '${decodeModule}';
      const { frames } = decodeVideo('${clip}', { info: await probeVideo('${clip}'), sampleFps: 25 });
      await frames[Symbol.asyncIterator]().next();
      console.log('decoding');
      setInterval(() => {}, 1000);`;
    const parent = startScript(script);
    await parent.printed;
    const children = await childrenOf(parent.pid);
    expect(children).toHaveLength(1);
    parent.kill();
    await waitUntil(() => !isAlive(children[0]!));
  });

  test('when it is killed itself, which is told', async () => {
    const consume = async () => {
      for await (const _ of (await open()).frames) {
        for (const pid of await childrenOf(process.pid)) process.kill(pid, 'SIGKILL');
      }
    };
    await expect(consume()).rejects.toMatchObject({
      code: 'decoder-failed',
      message: expect.stringMatching(/SIGKILL/),
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nindex-last.mp4\n#EXT-X-ENDLIST\n';

/** Bytes without structure, the same each time. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from({ length } as ArrayLike<number>).map(() => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 255;
  }) as Buffer;
}
