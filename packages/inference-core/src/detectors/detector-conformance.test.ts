import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { openModelPack } from '@deepsentinel/model-pack';
import { personAndFace, yoloModel } from '@deepsentinel/synthetic-pack';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Frame } from '../frame.ts';
import { ModelLoader } from '../onnx/model-loader.ts';
import { paintedFrame, rectangleFrame } from '../testing/factories.ts';
import { loadSyntheticModel } from '../testing/model-stage.ts';
import { centernetDetector } from './centernet.ts';
import type { Detections, PersonDetector } from './detector.ts';
import { yoloDetector } from './yolo.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A detector, and frames in which it sees somebody. */
interface Subject extends AsyncDisposable {
  readonly stage: PersonDetector;
  readonly populated: (size: Size) => Promise<Frame>;
}

const yolo = async (overrides: Partial<typeof personAndFace>): Promise<Subject> => {
  const loaded = await loadSyntheticModel(yoloModel({ ...personAndFace, ...overrides }), yoloDetector);
  return { ...loaded, populated: twoRectangles, [Symbol.asyncDispose]: () => loaded[Symbol.asyncDispose]() };
};

const subjects: [name: string, open: () => Promise<Subject>][] = [
  ['centernet of the embedded pack', embeddedCenternet],
  ['yolo with anchors', () => yolo({})],
  ['yolo end to end', () => yolo({ head: 'end-to-end' })],
  ['yolo of 384 x 640', () => yolo({ height: 384 })],
  ['yolo without faces', () => yolo({ labels: ['person'] })],
  ['yolo of two pictures at a time', () => yolo({ batch: 2 })],
];

const wide: Size = { width: 320, height: 180 };
const high: Size = { width: 180, height: 320 };
const tiny: Size = { width: 32, height: 24 };

let directory: string;
let picture: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'detectors-'));
  const clip = join(directory, 'walking.mp4');
  picture = join(directory, 'walking.png');
  await makeWalkingPerson(clip, 2);
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-ss', '1', '-i', clip, '-frames:v', '1', picture]);
});
afterAll(() => rm(directory, { recursive: true }));

async function embeddedCenternet(): Promise<Subject> {
  const pack = await openModelPack(await ensureEmbeddedPack());
  const loader = new ModelLoader({ device: 'cpu', threads: 1 });
  return {
    stage: await loader.load(pack.models.get('detector')!, centernetDetector),
    populated: async ({ width, height }) => {
      const fitted = sharp(picture).resize(width, height, { fit: 'contain', background: '#f4f4f4' });
      return { data: await fitted.removeAlpha().raw().toBuffer(), width, height, timeMs: 0 };
    },
    [Symbol.asyncDispose]: () => loader[Symbol.asyncDispose](),
  };
}

async function twoRectangles(size: Size): Promise<Frame> {
  const { width, height } = size;
  const part = (x1: number, y1: number, x2: number, y2: number) => ({
    x1: Math.round(x1 * width),
    y1: Math.round(y1 * height),
    x2: Math.round(x2 * width),
    y2: Math.round(y2 * height),
  });
  // The second one is cut off by the border.
  const persons = [part(0.1, 0.2, 0.4, 0.9), part(0.7, 0.1, 1, 1)];
  return rectangleFrame(size, { persons, faces: [part(0.2, 0.3, 0.3, 0.5)] });
}

async function look(stage: PersonDetector, frames: readonly Frame[], minConfidence?: number) {
  return await stage.detect(await Promise.all(frames.map((frame) => stage.prepare(frame))), minConfidence);
}

/** Confidences and boxes, rounded to what batching may change. */
function rounded(detections: readonly Detections[]): unknown {
  const close = (value: number) => expect.closeTo(value, 4);
  const all = (found: Detections['persons']) =>
    found.map(({ box, confidence }) => ({
      box: { x1: close(box.x1), y1: close(box.y1), x2: close(box.x2), y2: close(box.y2) },
      confidence: close(confidence),
    }));
  return detections.map(({ persons, faces }) => ({ persons: all(persons), faces: faces && all(faces) }));
}

describe.each(subjects)('%s', (_name, open) => {
  let subject: Subject;
  let stage: PersonDetector;
  beforeAll(async () => {
    subject = await open();
    stage = subject.stage;
  });
  afterAll(async () => {
    await subject[Symbol.asyncDispose]();
  });

  test.each([
    ['wide', wide],
    ['high', high],
    ['tiny', tiny],
  ])('reports boxes inside a %s frame, the most confident first', async (_shape, size) => {
    const [detections] = await look(stage, [await subject.populated(size)], 0.05);
    for (const found of [detections!.persons, detections!.faces ?? []]) {
      const confidences = found.map(({ confidence }) => confidence);
      expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
      for (const { box, confidence } of found) {
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(Math.min(box.x1, box.y1)).toBeGreaterThanOrEqual(0);
        expect(box.x2).toBeLessThanOrEqual(size.width);
        expect(box.y2).toBeLessThanOrEqual(size.height);
        expect(Math.min(box.x2 - box.x1, box.y2 - box.y1)).toBeGreaterThan(0);
      }
    }
  });

  test('finds persons, and faces if it says so', async () => {
    for (const size of [wide, high]) {
      const [detections] = await look(stage, [await subject.populated(size)]);
      expect(detections!.persons).not.toEqual([]);
      expect(detections!.faces === null).toBe(!stage.findsFaces);
      if (stage.findsFaces) expect(detections!.faces).not.toEqual([]);
    }
  });

  test('finds nobody in a black frame', async () => {
    const [detections] = await look(stage, [paintedFrame(wide, () => [0, 0, 0])]);
    expect(detections).toEqual({ persons: [], faces: stage.findsFaces ? [] : null });
  });

  test('finds the same in a batch as in its frames one by one', async () => {
    const frames = [await subject.populated(wide), await subject.populated(high), paintedFrame(wide)];
    const batch = frames.slice(0, stage.maxBatch);
    const singles = await Promise.all(batch.map((frame) => look(stage, [frame])));
    expect(await look(stage, batch)).toEqual(rounded(singles.flat()));
  });

  test('leaves out persons below the requested confidence, and only them', async () => {
    const frame = await subject.populated(wide);
    const [all] = await look(stage, [frame], 0.05);
    const floor = all!.persons[0]!.confidence;
    const [surest] = await look(stage, [frame], floor);
    expect(surest!.persons).toEqual(all!.persons.filter(({ confidence }) => confidence >= floor));
    expect(surest!.faces).toEqual(all!.faces);
  });

  test('returns nothing for an empty batch', async () => {
    expect(await stage.detect([])).toEqual([]);
  });
});
