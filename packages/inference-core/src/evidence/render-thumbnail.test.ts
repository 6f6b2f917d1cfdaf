import type { Box } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Frame } from '../frame.ts';
import { paintedFrame } from '../testing/factories.ts';
import type { BlurRegion } from './pixelate.ts';
import { renderThumbnail } from './render-thumbnail.ts';

/** Blocks of 4 x 4 pixels, dark and light in turn: detail that a blur must destroy. */
const checkered = (width: number, height: number): Frame =>
  paintedFrame({ width, height }, (x, y) =>
    ((x >> 2) + (y >> 2)) % 2 === 0 ? [40, 40, 40] : [200, 200, 200],
  );

const subject: Box = { x1: 60, y1: 40, x2: 100, y2: 150 };
const nowhere: Box = { x1: -10, y1: -10, x2: -5, y2: -5 };

/** A region that a head fills. */
const headIn = (box: Box): BlurRegion => ({
  box,
  headHeight: Math.min(box.x2 - box.x1, box.y2 - box.y1),
});

async function decoded(jpeg: Uint8Array): Promise<Frame> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ channels: 3 });
  return { data, width: info.width, height: info.height, timeMs: 0 };
}

const colorAt = ({ data, width }: Frame, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

function pixelsOf({ width, height, data }: Frame, { x1, y1, x2, y2 }: Box): number[] {
  const inside: number[] = [];
  for (let y = Math.max(0, y1); y < Math.min(y2, height); y++) {
    for (let x = Math.max(0, x1); x < Math.min(x2, width); x++) inside.push(data[(y * width + x) * 3]!);
  }
  return inside;
}

/** Standard deviation of the red channel, 0..127.5. */
function contrast(frame: Frame, box: Box): number {
  const pixels = pixelsOf(frame, box);
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  return Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
}

describe('the size of a thumbnail', () => {
  test.each([
    ['a wide frame is scaled down', [1920, 1080], [640, 360]],
    ['an upright one too, by its width', [1080, 1920], [640, 1138]],
    ['odd sizes are kept in proportion', [1283, 721], [640, 360]],
    ['a small frame is not scaled up', [161, 121], [161, 121]],
    ['a frame of one pixel stays one', [1, 1], [1, 1]],
    ['a line keeps a height', [2000, 1], [640, 1]],
  ] as const)('%s', async (_name, [width, height], [expectedWidth, expectedHeight]) => {
    const everything = { x1: 0, y1: 0, x2: width, y2: height };
    const content = { subject: everything, blurred: [headIn(everything)] };
    const jpeg = await renderThumbnail(paintedFrame({ width, height }), content);
    expect(await sharp(jpeg).metadata()).toMatchObject({
      format: 'jpeg',
      width: expectedWidth,
      height: expectedHeight,
    });
  });
});

describe('blurred regions', () => {
  test.each([
    ['inside the frame', { x1: 100, y1: 20, x2: 148, y2: 68 }],
    ['with corners between pixels', { x1: 100.4, y1: 20.6, x2: 147.5, y2: 67.3 }],
    ['over the left border', { x1: -30, y1: 20, x2: 34, y2: 84 }],
    ['over the lower right corner', { x1: 280, y1: 200, x2: 400, y2: 300 }],
  ])('lose their detail: %s', async (_where, region) => {
    const picture = await decoded(
      await renderThumbnail(checkered(320, 240), { subject: nowhere, blurred: [headIn(region)] }),
    );
    const pixels = {
      x1: Math.ceil(region.x1) + 1,
      y1: Math.ceil(region.y1) + 1,
      x2: Math.floor(region.x2) - 1,
      y2: Math.floor(region.y2) - 1,
    };
    expect(contrast(checkered(320, 240), pixels)).toBeGreaterThan(75);
    expect(contrast(picture, pixels)).toBeLessThan(12);
  });

  test('consist of four squares for a head, however large it is', async () => {
    const gradient = paintedFrame({ width: 400, height: 400 }, (x) => [x >> 1, 0, 0]);
    const region = { x1: 0, y1: 0, x2: 400, y2: 400 };
    const picture = await decoded(
      await renderThumbnail(gradient, { subject: nowhere, blurred: [headIn(region)] }),
    );
    const middles = [50, 150, 250, 350].map((x) => colorAt(picture, x, 200)[0]!);
    for (const [index, x] of [10, 110, 210, 310].entries()) {
      expect(Math.abs(colorAt(picture, x, 200)[0]! - middles[index]!)).toBeLessThan(6);
    }
    expect(new Set(middles).size).toBe(4);
  });

  test('of a whole body consist of squares of the size for its head', async () => {
    const gradient = paintedFrame({ width: 400, height: 400 }, (x) => [x >> 1, 0, 0]);
    const body = { box: { x1: 0, y1: 100, x2: 400, y2: 200 }, headHeight: 100 };
    const picture = await decoded(await renderThumbnail(gradient, { subject: nowhere, blurred: [body] }));
    const middles = Array.from({ length: 16 }, (_, square) => colorAt(picture, square * 25 + 12, 150)[0]!);
    for (const [square, red] of middles.entries()) {
      for (const x of [3, 21])
        expect(Math.abs(colorAt(picture, square * 25 + x, 150)[0]! - red)).toBeLessThan(6);
    }
    expect(middles.every((red, square) => square === 0 || red > middles[square - 1]! + 6)).toBe(true);
  });

  test.each([['first'], ['last']])(
    'show the larger squares where they overlap, of the region given %s',
    async (place) => {
      const gradient = paintedFrame({ width: 400, height: 400 }, (x) => [x >> 1, 0, 0]);
      const coarse = { box: { x1: 0, y1: 0, x2: 400, y2: 400 }, headHeight: 400 };
      const fine = { box: { x1: 0, y1: 0, x2: 400, y2: 400 }, headHeight: 40 };
      const blurred = place === 'first' ? [coarse, fine] : [fine, coarse];
      const picture = await decoded(await renderThumbnail(gradient, { subject: nowhere, blurred }));
      expect(contrast(picture, { x1: 5, y1: 5, x2: 95, y2: 95 })).toBeLessThan(3);
    },
  );

  test('of a head of few pixels lose their detail, too', async () => {
    const frame = paintedFrame({ width: 64, height: 64 }, (x, y) =>
      (x + y) % 2 === 0 ? [0, 0, 0] : [255, 255, 255],
    );
    const blurred = [{ box: { x1: 8, y1: 8, x2: 40, y2: 40 }, headHeight: 3 }];
    const picture = await decoded(await renderThumbnail(frame, { subject: nowhere, blurred }));
    expect(contrast(picture, { x1: 12, y1: 12, x2: 36, y2: 36 })).toBeLessThan(12);
  });

  test('are blurred all, also in a frame that is scaled down', async () => {
    const frame = checkered(1280, 720);
    const blurred = [
      { x1: 100, y1: 100, x2: 260, y2: 260 },
      { x1: 900, y1: 300, x2: 1060, y2: 460 },
    ];
    const picture = await decoded(
      await renderThumbnail(frame, { subject: nowhere, blurred: blurred.map(headIn) }),
    );
    for (const { x1, y1, x2, y2 } of blurred) {
      const scaled = { x1: x1 / 2 + 3, y1: y1 / 2 + 3, x2: x2 / 2 - 3, y2: y2 / 2 - 3 };
      expect(contrast(picture, scaled)).toBeLessThan(12);
    }
    expect(contrast(picture, { x1: 200, y1: 300, x2: 400, y2: 360 })).toBeGreaterThan(60);
  });

  test('leave the rest of the picture as it was', async () => {
    const frame = checkered(320, 240);
    const blurred = [{ x1: 96, y1: 16, x2: 144, y2: 64 }];
    const picture = await decoded(
      await renderThumbnail(frame, { subject: nowhere, blurred: blurred.map(headIn) }),
    );
    const rest = { x1: 160, y1: 80, x2: 320, y2: 240 };
    const original = pixelsOf(frame, rest);
    const differences = pixelsOf(picture, rest).map((value, index) => Math.abs(value - original[index]!));
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(6);
  });
});

describe('the subject', () => {
  const grounds = [
    ['a dark', 10],
    ['a light', 245],
  ] as const;

  test.each(grounds)('is framed in a bright line with darker edges on %s ground', async (_name, gray) => {
    const frame = paintedFrame({ width: 320, height: 240 }, () => [gray, gray, gray]);
    const picture = await decoded(await renderThumbnail(frame, { subject, blurred: [] }));
    const [red, green, blue] = colorAt(picture, subject.x1, 95);
    expect(red! - blue!).toBeGreaterThan(80);
    expect(green! - blue!).toBeGreaterThan(60);
    const ring = pixelsOf(picture, { x1: subject.x1 - 3, y1: 90, x2: subject.x1 + 4, y2: 100 });
    expect(Math.min(...ring)).toBeLessThan(160);
    expect(Math.max(...ring)).toBeGreaterThan(150);
    expect(colorAt(picture, 80, 95)[0]).toBeCloseTo(gray, -1);
  });

  test('that reaches over the border keeps all four lines in the picture', async () => {
    const frame = paintedFrame({ width: 320, height: 240 }, () => [10, 10, 10]);
    const everywhere = { x1: -50, y1: -50, x2: 400, y2: 300 };
    const picture = await decoded(await renderThumbnail(frame, { subject: everywhere, blurred: [] }));
    const lines = [
      [2, 120],
      [317, 120],
      [160, 2],
      [160, 237],
    ] as const;
    for (const [x, y] of lines) expect(colorAt(picture, x, y)[0]).toBeGreaterThan(100);
  });

  test('outside the frame is not drawn', async () => {
    const frame = paintedFrame({ width: 64, height: 64 });
    const picture = await decoded(
      await renderThumbnail(frame, { subject: nowhere, blurred: [headIn(nowhere)] }),
    );
    expect(contrast(picture, { x1: 0, y1: 0, x2: 64, y2: 64 })).toBeLessThan(2);
  });
});

test('the same frame gives the same bytes', async () => {
  const render = () => renderThumbnail(checkered(700, 394), { subject, blurred: [headIn(subject)] });
  expect(Buffer.compare(Buffer.from(await render()), Buffer.from(await render()))).toBe(0);
});
