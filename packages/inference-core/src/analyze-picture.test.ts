import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { openModelPack } from '@deepsentinel/model-pack';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyzePicture, type PictureAnalysis } from './analyze-picture.ts';
import { analyzeVideo } from './analyze-video.ts';
import type { AnalyzedFrame } from './analyzed-frame.ts';
import { type Analyzer, createAnalyzer } from './analyzer.ts';
import { picture } from './preprocess/pixels.ts';
import { paintedFrame } from './testing/factories.ts';

let directory: string;
let analyzer: Analyzer;
let frame: AnalyzedFrame;
let path: string;
let analysis: PictureAnalysis;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'analyze-picture-'));
  path = join(directory, 'person.png');
  const video = join(directory, 'walking.mp4');
  await makeWalkingPerson(video, 6);
  analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
  const frames: AnalyzedFrame[] = [];
  const onFrame = (analyzed: AnalyzedFrame) => void frames.push(analyzed);
  await Array.fromAsync(analyzeVideo(video, analyzer, { activeFps: 2, onFrame }));
  const isFresh = ({ persons }: AnalyzedFrame) => persons.every(({ poseAgeMs = 0 }) => poseAgeMs === 0);
  frame = frames.find((one) => one.frame.timeMs >= 3000 && isFresh(one))!;
  await picture(frame.frame).png().toFile(path);
  analysis = await analyzePicture(path, analyzer);
});
afterAll(async () => {
  await analyzer[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

describe('a picture of a person', () => {
  test('gives the same person as the video at that time, with joints, posture and age', () => {
    expect(analysis.persons).toHaveLength(1);
    const { attributes, ...person } = analysis.persons[0]!;
    expect(person).toEqual(frame.persons.find(({ highConfidence }) => highConfidence));
    expect(person).toMatchObject({ posture: 'standing', pose: { nose: expect.anything() } });
    expect(attributes).toMatchObject({ male: expect.any(Number), ageYears: expect.any(Number) });
    expect(analysis).toMatchObject({ width: 640, height: 480, faces: null });
  });

  test('gives the same results as a path, as bytes and as pixels', async () => {
    expect(await analyzePicture(await readFile(path), analyzer)).toEqual(analysis);
    const { data, width, height } = frame.frame;
    expect(await analyzePicture({ data, width, height }, analyzer)).toEqual(analysis);
  });

  test('gives boxes only when no other stage is requested', async () => {
    const { persons } = await analyzePicture(path, analyzer, { stages: [] });
    expect(persons).toEqual([expect.objectContaining({ box: expect.anything(), attributes: null })]);
    expect(persons[0]).not.toHaveProperty('pose');
  });
});

test('a picture of an empty room has no persons', async () => {
  const { persons } = await analyzePicture(paintedFrame({ width: 320, height: 240 }), analyzer);
  expect(persons).toEqual([]);
});

test('pixels that do not match their size are refused', async () => {
  const rgba = { data: new Uint8Array(320 * 240 * 4), width: 320, height: 240 };
  await expect(analyzePicture(rgba, analyzer)).rejects.toThrow(
    new RangeError('picture: expected 230400 bytes of 320x240 RGB pixels, found 307200'),
  );
});
