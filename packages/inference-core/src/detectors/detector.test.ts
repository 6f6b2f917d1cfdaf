import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { openModelPack } from '@deepsentinel/model-pack';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeVideo } from '../decode/decode-video.ts';
import { probeVideo } from '../decode/probe-video.ts';
import type { Frame } from '../frame.ts';
import { ModelLoader } from '../onnx/model-loader.ts';
import { centernetDetector } from './centernet.ts';
import { batchedDetector, type Detections, type PersonDetector } from './detector.ts';

const loader = new ModelLoader({ device: 'cpu', threads: 2 });
let directory: string;
let frames: readonly Frame[];
let detector: PersonDetector;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'batched-detector-'));
  const video = join(directory, 'walking.mp4');
  await makeWalkingPerson(video, 3);
  frames = await Array.fromAsync(decodeVideo(video, { info: await probeVideo(video), sampleFps: 2 }).frames);
  const { models } = await openModelPack(await ensureEmbeddedPack());
  detector = (await loader.load(models.get('detector')!, centernetDetector)) as PersonDetector;
});
afterAll(async () => {
  await loader[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** @param maxBatch frames that the network is said to take at once */
async function detections(maxBatch: number): Promise<Detections[]> {
  const batched = batchedDetector({ ...detector, maxBatch });
  return await batched.detect(await Promise.all(frames.map((frame) => batched.prepare(frame))), 0.2);
}

test('a batched detector gives the same for frames alone and together', async () => {
  const alone = await detections(1);
  const together = await detections(4);
  expect(alone.flatMap(({ persons }) => persons)).not.toEqual([]);
  expect(together.map(({ persons }) => persons.length)).toEqual(alone.map(({ persons }) => persons.length));
  for (const [index, { persons }] of together.entries()) {
    for (const [place, { box, confidence }] of persons.entries()) {
      const expected = alone[index]!.persons[place]!;
      expect(confidence).toBeCloseTo(expected.confidence, 4);
      expect(box.x1).toBeCloseTo(expected.box.x1, 2);
      expect(box.y2).toBeCloseTo(expected.box.y2, 2);
    }
  }
});
