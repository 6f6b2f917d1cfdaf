import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Box } from '@deepsentinel/queue-contracts';
import { personAndFace, type SyntheticModel, type YoloShape, yoloModel } from '@deepsentinel/synthetic-pack';
import { describe, expect, test } from '@jest/globals';
import { decodeVideo } from '../decode/decode-video.ts';
import { probeVideo } from '../decode/probe-video.ts';
import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { makeClip } from '../testing/clip.ts';
import { rectangleFrame } from '../testing/factories.ts';
import { loadSyntheticModel } from '../testing/model-stage.ts';
import { replayYolo } from '../testing/replay.ts';
import { yoloDetector } from './yolo.ts';

const load = (contract: SyntheticModel) => loadSyntheticModel(contract, yoloDetector);
const coco = ['person', ...Array.from({ length: 79 }, (_, index) => `thing ${index + 1}`)];

const exports: [name: string, shape: Partial<YoloShape>][] = [
  ['anchors', {}],
  ['anchors of 384 x 640', { height: 384 }],
  ['anchors of COCO’s 80 classes', { labels: coco }],
  ['anchors with faces first', { labels: ['face', 'person'] }],
  ['an end-to-end head', { head: 'end-to-end' }],
  ['an end-to-end head without faces', { head: 'end-to-end', labels: ['person'] }],
  ['one picture at a time', { batch: 1 }],
  ['two pictures at a time', { batch: 2 }],
  ['an open size, which the manifest states', { openSize: true, width: 320, height: 320 }],
];

const size = { width: 800, height: 450 };
const persons: Box[] = [
  { x1: 100, y1: 150, x2: 180, y2: 400 },
  { x1: 400, y1: 100, x2: 500, y2: 420 },
];
const faces: Box[] = [{ x1: 430, y1: 120, x2: 470, y2: 160 }];

/** Sides that differ by up to two pixels of the input. */
function expectBoxes(found: readonly Detection[], expected: readonly Box[], inputPixel: number): void {
  const near = (side: number) => expect.closeTo(side, -Math.log10(2 * 2 * inputPixel));
  const boxes = found.map(({ box }) => box).toSorted((a, b) => a.x1 - b.x1);
  expect(boxes).toEqual(
    expected.map(({ x1, y1, x2, y2 }) => ({ x1: near(x1), y1: near(y1), x2: near(x2), y2: near(y2) })),
  );
}

describe('YOLO finds persons and faces where they are, with', () => {
  test.each(exports)('%s', async (_name, overrides) => {
    const shape = { ...personAndFace, ...overrides };
    await using loaded = await load(yoloModel(shape));
    const { stage } = loaded;
    const [detections] = await stage.detect([await stage.prepare(rectangleFrame(size, { persons, faces }))]);
    expectBoxes(detections!.persons, persons, size.width / shape.width);
    if (!stage.findsFaces) expect(detections!.faces).toBeNull();
    else expectBoxes(detections!.faces!, faces, size.width / shape.width);
  });
});

describe('the synthetic YOLO finds nobody', () => {
  test('in a picture whose channels are swapped', async () => {
    await using loaded = await load(yoloModel());
    const swapped = swapChannels(rectangleFrame(size, { persons, faces }));
    const [detections] = await loaded.stage.detect([await loaded.stage.prepare(swapped)]);
    expect(detections).toEqual({ persons: [], faces: [] });
  });

  function swapChannels(frame: Frame): Frame {
    const data = frame.data.map((_, index) => frame.data[index - (index % 3) + 2 - (index % 3)]!);
    return { ...frame, data };
  }
});

test('YOLO finds persons and faces in encoded video with blurred colors', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'yolo-'));
  const fill = ({ x1, y1, x2, y2 }: Box, color: string) =>
    `drawbox=x=${x1}:y=${y1}:w=${x2 - x1}:h=${y2 - y1}:color=${color}:t=fill`;
  const person = { x1: 101, y1: 41, x2: 155, y2: 160 };
  const face = { x1: 113, y1: 51, x2: 137, y2: 81 };
  const clip = await makeClip(join(directory, 'clip.mp4'), {
    size: { width: 320, height: 180 },
    filters: [fill(person, '0xE60F14'), fill(face, '0xFAEB0A')],
    output: ['-pix_fmt', 'yuv420p'],
  });
  await using loaded = await load(yoloModel());
  const { frames } = decodeVideo(clip, { info: await probeVideo(clip), sampleFps: 2 });
  for await (const frame of frames) {
    const [detections] = await loaded.stage.detect([await loaded.stage.prepare(frame)]);
    expectBoxes(detections!.persons, [person], 1);
    expectBoxes(detections!.faces!, [face], 1);
  }
  await rm(directory, { recursive: true });
});

test('frames of one batch may differ in size', async () => {
  await using loaded = await load(yoloModel());
  const { stage } = loaded;
  const high = { width: 450, height: 800 };
  const other: Box = { x1: 200, y1: 300, x2: 300, y2: 700 };
  const batch = [
    await stage.prepare(rectangleFrame(size, { persons, faces })),
    await stage.prepare(rectangleFrame(high, { persons: [other] })),
  ];
  const [first, second] = await stage.detect(batch);
  expectBoxes(first!.persons, persons, size.width / 640);
  expectBoxes(second!.persons, [other], high.height / 640);
});

test('an anchor counts for its most probable class only', async () => {
  // Two of 21 anchors see something, each in a place of its own; the first is rather a face.
  const anchors = (first: number, second: number) => [first, second, ...new Array(19).fill(0)];
  const output = [...anchors(8, 24), ...anchors(16, 16), ...anchors(8, 8), ...anchors(8, 8)];
  const classes = [...anchors(0.6, 0.9), ...anchors(0.7, 0.5)];
  await using loaded = await load(
    replayYolo({
      input: [32, 32],
      shape: [6, 21],
      output: [...output, ...classes],
      labels: ['person', 'face'],
      thresholds: { confidence: 0.4, iou: 0.7 },
    }),
  );
  const [detections] = await loaded.stage.detect([
    await loaded.stage.prepare(rectangleFrame({ width: 32, height: 32 }, { persons: [] })),
  ]);
  expect(detections!.persons.map(({ box }) => box.x1)).toEqual([20]);
  expect(detections!.faces!.map(({ box }) => box.x1)).toEqual([4]);
});

test('unsure persons are found, and unsure faces are not', async () => {
  const anchors = (first: number, second: number) => [first, second, ...new Array(19).fill(0)];
  await using loaded = await load(
    replayYolo({
      input: [32, 32],
      shape: [6, 21],
      output: [
        ...anchors(8, 24),
        ...anchors(16, 16),
        ...anchors(8, 8),
        ...anchors(8, 8),
        ...anchors(0, 0.2),
        ...anchors(0.2, 0),
      ],
      labels: ['person', 'face'],
      thresholds: { confidence: 0.1, keepAlone: 0.4, iou: 0.7 },
    }),
  );
  const [detections] = await loaded.stage.detect([
    await loaded.stage.prepare(rectangleFrame({ width: 32, height: 32 }, { persons: [] })),
  ]);
  expect(detections!.persons).toMatchObject([{ confidence: expect.closeTo(0.2) }]);
  expect(detections!.faces).toEqual([]);
});

describe('a YOLO is refused', () => {
  const { entry, networks, assets } = yoloModel();
  const withEntry = (overrides: Partial<SyntheticModel['entry']>) => ({
    entry: { ...entry, ...overrides },
    networks,
    assets,
  });
  const openSize = yoloModel({ ...personAndFace, openSize: true });

  test.each([
    [
      'with more labels than classes',
      withEntry({ labels: ['person', 'face', 'bag'] }),
      'the manifest names 3 labels, the network has 2 classes',
    ],
    [
      'without a label for persons',
      withEntry({ labels: ['pedestrian', 'face'] }),
      'expected a label "person", the manifest names pedestrian, face',
    ],
    ['without an overlap threshold', withEntry({ thresholds: { confidence: 0.4 } }), 'no threshold "iou"'],
    [
      'with a free size that the manifest does not state',
      { ...openSize, entry: { ...openSize.entry, constants: {} } },
      'the manifest states no constant "inputHeight"',
    ],
    [
      'with fewer anchors than its input has cells',
      replayYolo({
        input: [64, 96],
        shape: [6, 84],
        output: new Array(6 * 84).fill(0),
        labels: ['person', 'face'],
        thresholds: { confidence: 0.4, iou: 0.7 },
      }),
      'an input of 64 x 96 pixels makes 126 anchors, the network has 84',
    ],
  ])('%s', async (_case, contract, message) => {
    await expect(load(contract)).rejects.toThrow(message);
  });

  test('when it finds a class without a label', async () => {
    const contract = replayYolo({
      input: [32, 32],
      shape: [1, 6],
      output: [0, 0, 10, 10, 0.9, 7],
      labels: ['person', 'face'],
      thresholds: { confidence: 0.4 },
    });
    await using loaded = await load(contract);
    const frame = rectangleFrame({ width: 32, height: 32 }, { persons: [] });
    await expect(loaded.stage.detect([await loaded.stage.prepare(frame)])).rejects.toThrow(
      'the network sees class 7, the manifest names 2 labels, from 0 on',
    );
  });
});
