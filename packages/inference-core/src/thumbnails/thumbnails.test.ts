import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Box } from '../box.ts';
import { paintedFrame, person, standingBox, uprightPose } from '../testing/factories.ts';
import { considerFrame, type FrameSighting, renderCandidate } from './best-frame.ts';
import { headBox } from './head-box.ts';
import { renderThumbnail } from './render-thumbnail.ts';

/** Fine black and white squares: whatever is blurred loses them. */
const checkered = (width: number, height: number) =>
  paintedFrame({ width, height }, (x, y) => (((x >> 2) + (y >> 2)) % 2 ? [255, 255, 255] : [0, 0, 0]));

/** Spread of the brightness in a part of a picture, 0..127. */
async function contrast(jpeg: Uint8Array, { x1, y1, x2, y2 }: Box): Promise<number> {
  const part = sharp(jpeg)
    .extract({ left: x1, top: y1, width: x2 - x1, height: y2 - y1 })
    .greyscale();
  return (await sharp(await part.png().toBuffer()).stats()).channels[0]!.stdev;
}

describe('a thumbnail', () => {
  const head = { x1: 100, y1: 60, x2: 140, y2: 100 };
  const elsewhere = { x1: 220, y1: 60, x2: 260, y2: 100 };

  test('blurs the given regions and nothing else', async () => {
    const jpeg = await renderThumbnail(checkered(320, 240), {
      subject: standingBox(50, 230),
      blurred: [head],
    });
    expect(await contrast(jpeg, head)).toBeLessThan(40);
    expect(await contrast(jpeg, elsewhere)).toBeGreaterThan(100);
  });

  test('frames the subject', async () => {
    const jpeg = await renderThumbnail(paintedFrame({ width: 320, height: 240 }), {
      subject: { x1: 50, y1: 50, x2: 150, y2: 200 },
      blurred: [],
    });
    const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    const [red = 0, , blue = 0] = data.subarray((100 * 320 + 50) * 3);
    expect(red - blue).toBeGreaterThan(60);
  });

  test.each([
    ['a wide frame', 1280, 720, 640, 360],
    ['a small frame', 160, 120, 160, 120],
    ['an odd frame', 641, 359, 640, 358],
    ['a tiny frame', 17, 16, 17, 16],
  ])('of %s is at most 640 pixels wide', async (_case, width, height, expectedWidth, expectedHeight) => {
    const outside = { x1: -20, y1: -20, x2: width + 20, y2: height / 2 };
    const jpeg = await renderThumbnail(paintedFrame({ width, height }), {
      subject: outside,
      blurred: [outside, { x1: 900, y1: 900, x2: 950, y2: 950 }],
    });
    expect(await sharp(jpeg).metadata()).toMatchObject({
      format: 'jpeg',
      width: expectedWidth,
      height: expectedHeight,
    });
  });

  test('is the same every time', async () => {
    const render = () =>
      renderThumbnail(checkered(200, 100), { subject: standingBox(60, 100), blurred: [head] });
    expect(await render()).toEqual(await render());
  });
});

describe('the head', () => {
  test('is around the joints of the face when they are seen', () => {
    const box = headBox(person({ box: standingBox(100, 200), pose: uprightPose(100, 200) }));
    expect(box.x1).toBeLessThan(92);
    expect(box.y1).toBeLessThan(102);
    expect(box.y2).toBeGreaterThan(115);
    expect(box.y2).toBeLessThan(135);
  });

  test('is the upper part of an upright body without joints', () => {
    expect(headBox(person({ box: standingBox(100, 200) }))).toEqual({ x1: 80, y1: 100, x2: 120, y2: 125 });
  });

  test('may be at either end of a lying body, so all of it is covered', () => {
    const box = { x1: 50, y1: 160, x2: 150, y2: 200 };
    expect(headBox(person({ box, posture: 'lying' }))).toEqual(box);
  });
});

describe('the frame of an event', () => {
  const sighting = (confidence: number, overrides: Partial<FrameSighting> = {}): FrameSighting => {
    const seen = person({ confidence });
    return {
      frame: paintedFrame({ width: 640, height: 480, timeMs: confidence * 1000 }),
      person: seen,
      persons: [seen],
      keep: 'best',
      blurFaces: true,
      name: 'walking-1-0',
      ...overrides,
    };
  };

  test('gives way to a better one, under the same name', () => {
    const first = considerFrame(null, sighting(0.5));
    const better = considerFrame(first, sighting(0.8));
    expect(better.quality).toBeGreaterThan(first.quality);
    expect(better.fileName).toBe('walking-1-0.jpg');
    expect(considerFrame(better, sighting(0.6))).toBe(better);
  });

  test('is the latest where that is wanted', () => {
    const first = considerFrame(null, sighting(0.8));
    expect(considerFrame(first, sighting(0.3, { keep: 'latest' }))).not.toBe(first);
  });

  test('shows heads only when blurring is off', async () => {
    const frame = checkered(640, 480);
    const seen = person({ box: standingBox(300, 400, { width: 120, height: 300 }) });
    const at = (blurFaces: boolean) =>
      renderCandidate(
        considerFrame(null, sighting(0.5, { frame, person: seen, persons: [seen], blurFaces })),
      );
    const inside = { x1: 250, y1: 110, x2: 350, y2: 160 };
    expect(await contrast((await at(true))!.data, inside)).toBeLessThan(40);
    expect(await contrast((await at(false))!.data, inside)).toBeGreaterThan(100);
  });

  test('is handed out once', async () => {
    expect(await renderCandidate({ ...considerFrame(null, sighting(0.5)), render: null })).toBeNull();
  });
});
