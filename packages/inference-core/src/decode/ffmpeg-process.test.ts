import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ffmpeg } from '../testing/clip.ts';
import { childrenOf, startScript, untilGone } from '../testing/process.ts';
import { decodeVideo } from './decode-video.ts';
import { readPictures } from './ffmpeg-process.ts';
import { probeVideo } from './probe-video.ts';

let directory = '';
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(() => rm(directory, { recursive: true }));

const decodeModule = new URL('./decode-video.ts', import.meta.url).href;
const probeModule = new URL('./probe-video.ts', import.meta.url).href;

describe('ffmpeg has exited', () => {
  let clip = '';
  beforeAll(async () => {
    clip = at('long.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'testsrc=s=320x240:r=25:d=30', '-preset', 'ultrafast', clip);
  });
  const open = async (signal?: AbortSignal) =>
    decodeVideo(clip, { info: await probeVideo(clip), sampleFps: 25, signal });

  test('when the consumer stops early, and the outcome is unknown', async () => {
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

  test('when the signal aborts, and its reason is thrown', async () => {
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

  test('when the signal had been aborted before', async () => {
    const signal = AbortSignal.abort(new Error('never'));
    await expect(probeVideo(clip, { signal })).rejects.toThrow('never');
    await expect((await open(signal)).frames[Symbol.asyncIterator]().next()).rejects.toThrow('never');
  });

  test('when the process that started it is killed', async () => {
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

  test('when it is killed itself, which the error says', async () => {
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

async function collect(chunks: readonly number[][], pictureBytes: number): Promise<number[][]> {
  const pictures: number[][] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const picture of readPictures(stream, pictureBytes)) pictures.push([...picture]);
  return pictures;
}

describe('readPictures', () => {
  test.each([
    { title: 'chunks smaller than a picture', chunks: [[1], [2, 3], [4]] },
    { title: 'a chunk over a boundary', chunks: [[1, 2, 3], [4]] },
    { title: 'all pictures in one chunk', chunks: [[1, 2, 3, 4]] },
    {
      title: 'an incomplete picture at the end',
      chunks: [
        [1, 2],
        [3, 4, 5],
      ],
    },
  ])('splits $title', async ({ chunks }) => {
    expect(await collect(chunks, 2)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('gives every picture its own buffer', async () => {
    const pictures: Uint8Array[] = [];
    for await (const picture of readPictures(Readable.from([Buffer.from([1, 2])]), 1)) pictures.push(picture);
    expect(pictures[0]?.buffer).not.toBe(pictures[1]?.buffer);
  });

  test('reads no further while the consumer is busy', async () => {
    let written = 0;
    const source = new Readable({
      highWaterMark: 4,
      read() {
        written += 4;
        this.push(Buffer.alloc(4));
      },
    });
    const pictures = readPictures(source, 4);
    await pictures.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written).toBeLessThanOrEqual(16);
    await pictures.return(undefined);
    expect(source.destroyed).toBe(true);
  });
});
