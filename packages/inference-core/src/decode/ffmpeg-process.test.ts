import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ffmpeg } from '../testing/clip.ts';
import { childrenOf, startScript, untilGone } from '../testing/process.ts';
import { decodeVideo } from './decode-video.ts';
import { probeVideo } from './probe-video.ts';

let directory = '';
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(() => rm(directory, { recursive: true }));

const decodeModule = new URL('./decode-video.ts', import.meta.url).href;
const probeModule = new URL('./probe-video.ts', import.meta.url).href;

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
    await untilGone(children[0]!);
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
