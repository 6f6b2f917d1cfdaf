import type { Box } from '@deepsentinel/queue-contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { iou } from '../box.ts';
import type { Frame } from '../frame.ts';
import { blazefaceDetector } from '../persons/blazeface.ts';
import type { FaceDetector } from '../persons/estimators.ts';
import { picture } from '../preprocess/pixels.ts';
import { paintedFrame, person } from '../testing/factories.ts';
import { type LoadedStage, loadEmbeddedModel } from '../testing/model-stage.ts';
import { people, readPeople } from '../testing/people.ts';
import { faceSearch, searchSquares } from './face-search.ts';
import { headFinder } from './head-box.ts';
import { thumbnailView } from './render-thumbnail.ts';
import { considerFrame } from './thumbnail.ts';

/** Whether a box lies in another one, but for rounding. */
function holds(outer: Box, inner: Box): boolean {
  const [left, top] = [inner.x1 - outer.x1, inner.y1 - outer.y1];
  return Math.min(left, top, outer.x2 - inner.x2, outer.y2 - inner.y2) >= -1e-6;
}

describe('the squares of a picture', () => {
  test.each([
    [640, 360, 7],
    [640, 480, 10],
    [512, 512, 10],
    [120, 160, 1],
    [1, 1, 1],
  ])('are few: %i x %i', (width, height, count) => {
    expect(searchSquares({ width, height })).toHaveLength(count);
  });

  test.each([
    [640, 360],
    [640, 480],
    [1280, 720],
    [1920, 1080],
    [360, 640],
  ])('show every face whole, and not too small: %i x %i', (width, height) => {
    const squares = searchSquares({ width, height });
    for (let side = 16; side <= Math.min(width, height); side *= 1.3) {
      for (let step = 0; step <= 40; step++) {
        const x1 = ((width - side) * step) / 40;
        const y1 = ((height - side) * ((step * 7) % 41)) / 40;
        const face = { x1, y1, x2: x1 + side, y2: y1 + side };
        const showing = squares.filter((square) => {
          const seen = { x1: square.x, y1: square.y, x2: square.x + square.side, y2: square.y + square.side };
          return holds(seen, face) && side >= square.side / 21;
        });
        expect(showing).not.toEqual([]);
      }
    }
  });
});

describe('the faces of people whom nobody detected', () => {
  /** A painted figure and two people of 150 pixels in a corner of a gray frame of 1280 x 720. */
  let frame: Frame;
  let opened: LoadedStage<FaceDetector>;
  const at = { left: 700, top: 520 };
  const faces = [people.womansFace, people.mansFace].map(({ x1, y1, x2, y2 }) => ({
    ...{ x1: x1 + at.left, y1: y1 + at.top, x2: x2 + at.left, y2: y2 + at.top },
  }));
  beforeAll(async () => {
    opened = await loadEmbeddedModel('faces', blazefaceDetector);
    const corner = await picture(await readPeople())
      .png()
      .toBuffer();
    const gray = paintedFrame({ width: 1280, height: 720 });
    const data = await picture(gray)
      .composite([{ input: corner, ...at }])
      .removeAlpha()
      .raw()
      .toBuffer();
    frame = { ...gray, data };
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
  });

  /** The middle of a face, where eyes and mouth are. */
  const middleOf = ({ x1, y1, x2, y2 }: Box): Box => ({
    ...{ x1: x1 + (x2 - x1) / 4, y1: y1 + (y2 - y1) / 4, x2: x2 - (x2 - x1) / 4, y2: y2 - (y2 - y1) / 4 },
  });

  test('are found in a wide picture, each once, and the same again', async () => {
    const search = faceSearch(opened.stage);
    const found = await search(frame, thumbnailView(frame));
    expect(found).toHaveLength(3);
    for (const face of faces) expect(found.some((box) => iou(box, face) > 0.35)).toBe(true);
    const again = faceSearch(opened.stage);
    expect(await again(frame, thumbnailView(frame))).toEqual(found);
  });

  test.each([90, 180, 270])(
    'are found when they are turned by %i degrees, as of people who lie',
    async (degrees) => {
      const { left, top } = at;
      const corner = picture(frame).extract({ left, top, width: 516, height: 154 });
      const { data, info } = await picture({
        ...{ data: await corner.raw().toBuffer(), width: 516, height: 154 },
      })
        .rotate(degrees)
        .raw()
        .toBuffer({ resolveWithObject: true });
      const turned = { data, width: info.width, height: info.height, timeMs: 0 };
      expect((await faceSearch(opened.stage)(turned, thumbnailView(turned))).length).toBeGreaterThanOrEqual(
        2,
      );
    },
  );

  test('are searched once for all pictures of a view', async () => {
    let asked = 0;
    const detector: FaceDetector = {
      detect: async () => {
        asked += 1;
        return [];
      },
    };
    const search = faceSearch(detector);
    const view = thumbnailView(frame);
    await Promise.all([search(frame, view), search(frame, { ...view })]);
    expect(asked).toBe(searchSquares({ width: 640, height: 360 }).length);
    await search({ ...frame }, view);
    expect(asked).toBe(2 * searchSquares({ width: 640, height: 360 }).length);
  });

  test('are covered in a thumbnail of somebody else', async () => {
    const subject = person();
    const findHeads = headFinder(faceSearch(opened.stage));
    const render = async (finder: typeof findHeads) => {
      const shown = { frame, subject, persons: [], faces: [] };
      const jpeg = await considerFrame(null, shown, { keep: 'best', findHeads: finder }).render!();
      return await Promise.all(
        faces.map(async (face) => {
          const { x1, y1, x2, y2 } = middleOf(face);
          const part = { left: x1 / 2, top: y1 / 2, width: (x2 - x1) / 2, height: (y2 - y1) / 2 };
          const whole = Object.entries(part).map(([side, length]) => [side, Math.round(length)] as const);
          const { sharpness } = await sharp(
            await sharp(jpeg)
              .extract(Object.fromEntries(whole) as typeof part)
              .resize(64, 64)
              .png()
              .toBuffer(),
          ).stats();
          return sharpness;
        }),
      );
    };
    const clear = await render(headFinder(null));
    const covered = await render(findHeads);
    for (const [index, sharpness] of covered.entries()) expect(sharpness).toBeLessThan(clear[index]!);
  });
});
