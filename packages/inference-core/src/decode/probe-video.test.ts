import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ffmpeg, makeClip } from '../testing/clip.ts';
import { runScript } from '../testing/process.ts';
import { probeVideo } from './probe-video.ts';

let directory = '';
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(() => rm(directory, { recursive: true }));

const decodeModule = new URL('./decode-video.ts', import.meta.url).href;
const probeModule = new URL('./probe-video.ts', import.meta.url).href;

describe('a readable source', () => {
  test.each([
    {
      name: 'plain.mp4',
      seconds: 2,
      expected: { durationMs: 2000, averageFps: 10, startMs: 0, codec: 'h264' },
    },
    { name: 'plain.ts', seconds: 2, expected: { durationMs: 2000, averageFps: 10, container: 'mpegts' } },
    {
      name: 'plain.avi',
      seconds: 2,
      expected: { durationMs: 2000, averageFps: 10, codec: 'mpeg4', container: 'avi' },
    },
    { name: 'plain.h264', seconds: 2, expected: { durationMs: null, startMs: 0, container: 'h264' } },
  ])('is described by its properties: $name', async ({ name, seconds, expected }) => {
    const clip = await makeClip(at(name), { seconds });
    const { size: sizeBytes } = await stat(clip);
    const size = { width: 80, height: 48, rotationDegrees: 0, sizeBytes };
    expect(await probeVideo(clip)).toMatchObject({ ...size, ...expected });
  });

  test('has the duration of its pictures, not of a longer sound track', async () => {
    const clip = await makeClip(at('short.mp4'), { seconds: 1 });
    await ffmpeg('-i', clip, '-f', 'lavfi', '-i', 'sine=d=3', '-c:v', 'copy', at('sound.mp4'));
    expect(await probeVideo(at('sound.mp4'))).toMatchObject({ durationMs: 1000 });
  });
});

describe('a source that cannot be used', () => {
  const tone = ['-f', 'lavfi', '-i', 'sine=d=1'];
  test.each<{ name: string; make: (path: string) => Promise<unknown>; code: string; expected: RegExp }>([
    { name: 'missing.mp4', make: async () => null, code: 'not-found', expected: /no such file/ },
    { name: 'directory.mp4', make: mkdir, code: 'unreadable', expected: /is a directory/ },
    { name: 'empty.mp4', make: (path) => writeFile(path, ''), code: 'empty', expected: /is empty/ },
    {
      name: 'text.mp4',
      make: (path) => writeFile(path, 'not a video\n'.repeat(99)),
      code: 'unreadable',
      expected: /not a video/,
    },
    {
      name: 'text.txt',
      make: (path) => writeFile(path, 'not a video\n'.repeat(99)),
      code: 'unreadable',
      expected: /not a/,
    },
    {
      name: 'noise.avi',
      make: (path) => writeFile(path, noise(5000)),
      code: 'unreadable',
      expected: /not a/,
    },
    { name: 'list.m3u8', make: (path) => writeFile(path, playlist), code: 'unreadable', expected: /not a/ },
    {
      name: 'audio.m4a',
      make: (path) => ffmpeg(...tone, path),
      code: 'no-video-stream',
      expected: /no video stream/,
    },
    { name: 'cover.mp3', make: coverArt, code: 'no-video-stream', expected: /no video stream/ },
    { name: 'pixel.mkv', make: onePixel, code: 'too-small', expected: /1x1 pixels are too small/ },
    {
      name: 'cut.mp4',
      make: (path) => cutIndex(path, -20),
      code: 'index-missing',
      expected: /moov atom\) is missing/,
    },
    {
      name: 'cut-index.mp4',
      make: (path) => cutIndex(path, 50),
      code: 'index-missing',
      expected: /moov atom\) is missing/,
    },
  ])('is refused with $code: $name', async ({ name, make, code, expected }) => {
    await make(at(name));
    const error = await probeVideo(at(name)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'VideoError', code, message: expect.stringMatching(expected) });
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

  test('is refused with access-denied when it may not be read', async () => {
    const clip = await makeClip(at('secret.mp4'), { seconds: 1 });
    await chmod(clip, 0o000);
    const script = `
      import { probeVideo } from '${probeModule}';
      if (process.getuid() === 0) process.setuid(65534);
      await probeVideo('${clip}').catch(({ code }) => console.log(code));`;
    expect(await runScript(script)).toBe('access-denied');
  });

  test('is reported with how to install ffmpeg where there is none', async () => {
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

const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nindex-last.mp4\n#EXT-X-ENDLIST\n';

/** Bytes without structure, the same each time. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from({ length } as ArrayLike<number>).map(() => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 255;
  }) as Buffer;
}
