import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boxCenter, boxHeight, iou } from '../box.ts';
import type { Frame } from '../frame.ts';
import { type Square, squareAround } from '../preprocess/square-crop.ts';
import { paintedFrame } from '../testing/factories.ts';
import { loadEmbeddedModel } from '../testing/model-stage.ts';
import { people, readPeople } from '../testing/people.ts';
import { blazefaceDetector } from './blazeface.ts';
import type { FaceDetector } from './estimators.ts';

type Opened = AsyncDisposable & { readonly stage: FaceDetector };

describe.each<[string, () => Promise<Opened>]>([
  ['BlazeFace', () => loadEmbeddedModel('faces', blazefaceDetector)],
])('the face detector %s', (_name, open) => {
  let opened: Opened;
  let frame: Frame;
  beforeAll(async () => {
    opened = await open();
    frame = await readPeople();
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
  });

  test.each(['womansFace', 'mansFace'] as const)('finds the face %s where it is', async (whose) => {
    const marked = people[whose];
    const region = squareAround(boxCenter(marked), 2.5 * boxHeight(marked));
    const [face] = await opened.stage.detect(frame, region);
    expect(iou(face!.box, marked)).toBeGreaterThan(0.4);
    expect(face!.confidence).toBeGreaterThan(0.5);
    expect(face!.confidence).toBeLessThanOrEqual(1);
  });

  test('finds the same face again', async () => {
    const region = squareAround(boxCenter(people.mansFace), 120);
    const detect = () => opened.stage.detect(frame, region);
    expect(await detect()).toEqual(await detect());
  });

  test.each<[string, Square]>([
    ['where there is none', { x: 240, y: 80, side: 60 }],
    ['outside the frame', { x: 900, y: 900, side: 100 }],
    ['in a pixel', { x: 50, y: 50, side: 1 }],
  ])('finds no face %s', async (_case, region) => {
    expect(await opened.stage.detect(frame, region)).toEqual([]);
  });

  test('finds no face in the dark', async () => {
    const dark = paintedFrame({ width: 64, height: 48 }, () => [0, 0, 0]);
    expect(await opened.stage.detect(dark, { x: -10, y: -10, side: 90 })).toEqual([]);
  });
});

test('BlazeFace is refused with another input shape, with both shapes in the message', async () => {
  await expect(loadEmbeddedModel('detector', blazefaceDetector)).rejects.toThrow(
    'expected a tensor uint8 [N, 256, 256, 3], found "input": uint8 [N, 512, 512, 3]',
  );
});
