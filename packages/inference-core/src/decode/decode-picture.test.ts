import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { VideoError, type VideoErrorCode } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { decodePicture } from './decode-picture.ts';

let directory = '';
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decode-picture-'));
});
afterAll(() => rm(directory, { recursive: true }));

const [width, height] = [40, 24];
const red = [255, 0, 0];
const blue = [0, 0, 255];

/** A picture whose left half is red and whose right half is blue. */
function halves(): Sharp {
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    data.set(pixel % width < width / 2 ? red : blue, pixel * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function pixel({ data, width }: Frame, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

describe('a picture is decoded', () => {
  test('from a PNG file without any change of its pixels', async () => {
    await halves().png().toFile(at('halves.png'));
    const frame = await decodePicture(at('halves.png'));
    expect({ ...frame, data: frame.data.length }).toEqual({
      width,
      height,
      timeMs: 0,
      data: width * height * 3,
    });
    expect([pixel(frame, 19, 5), pixel(frame, 20, 5)]).toEqual([red, blue]);
  });

  test('from the bytes of a JPEG, rotated as its EXIF data says', async () => {
    const jpeg = halves().jpeg({ quality: 100, chromaSubsampling: '4:4:4' });
    const turned = await jpeg.withMetadata({ orientation: 6 }).toBuffer();
    const frame = await decodePicture(turned);
    expect([frame.width, frame.height]).toEqual([height, width]);
    const [r, , b] = pixel(frame, 12, 2) as [number, number, number];
    expect(r - b).toBeGreaterThan(240);
    const [, , bottom] = pixel(frame, 12, 37) as [number, number, number];
    expect(bottom).toBeGreaterThan(240);
  });

  test.each<{ kind: string; encoded: () => Sharp; first: number[] }>([
    { kind: 'of grays', encoded: () => halves().grayscale().png(), first: [127, 127, 127] },
    { kind: 'of 16 bits a channel', encoded: () => halves().toColourspace('rgb16').png(), first: red },
    { kind: 'of 256 colors', encoded: () => halves().png({ palette: true }), first: red },
    { kind: 'that is transparent', encoded: () => halves().ensureAlpha(0).png(), first: [0, 0, 0] },
  ])('from a PNG $kind', async ({ encoded, first }) => {
    const frame = await decodePicture(await encoded().toBuffer());
    expect(frame.data.length).toBe(width * height * 3);
    for (const [channel, value] of pixel(frame, 0, 0).entries()) {
      expect(Math.abs(value - first[channel]!)).toBeLessThanOrEqual(1);
    }
  });
});

describe('a picture is refused', () => {
  const cut = async () => (await halves().jpeg().toBuffer()).subarray(0, 300);
  test.each<{ problem: string; source: () => Promise<string | Uint8Array>; code: VideoErrorCode }>([
    { problem: 'a file that is not there', source: async () => at('none.jpg'), code: 'not-found' },
    { problem: 'a directory', source: async () => directory, code: 'unreadable' },
    { problem: 'no bytes', source: async () => new Uint8Array(0), code: 'empty' },
    { problem: 'a text', source: async () => Buffer.from('no picture'), code: 'unreadable' },
    { problem: 'a JPEG that was cut off', source: cut, code: 'unreadable' },
    {
      problem: 'one that is too small',
      source: async () => await halves().resize(40, 8, { fit: 'fill' }).png().toBuffer(),
      code: 'too-small',
    },
  ])('when the source is $problem', async ({ source, code }) => {
    const failure = decodePicture(await source());
    await expect(failure).rejects.toBeInstanceOf(VideoError);
    await expect(failure).rejects.toMatchObject({ code });
  });

  test('with its path in the message', async () => {
    await writeFile(at('text.png'), 'no picture');
    await expect(decodePicture(at('text.png'))).rejects.toThrow(
      `${at('text.png')}: not a picture that can be read`,
    );
  });
});
