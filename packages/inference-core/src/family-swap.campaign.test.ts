import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { filesOfModel, type ModelManifest, type ModelSlot, openModelPack } from '@deepsentinel/model-pack';
import type { Box, PathPoint } from '@deepsentinel/queue-contracts';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { makeColoredPeople, makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyzeVideo } from './analyze-video.ts';
import { createAnalyzer } from './analyzer.ts';
import { boxCenter } from './box.ts';
import type { PersonDetection } from './detection.ts';
import { nearestQuarter, orientationDegrees } from './persons/posture.ts';
import type { Track } from './track.ts';

const ffmpeg = (...args: string[]) => promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args]);

let directory: string;
const inDirectory = (name: string) => join(directory, name);
let embedded: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'family-swap-'));
  embedded = await ensureEmbeddedPack();
  await Promise.all([
    buildSyntheticPack(inDirectory('synthetic')),
    makeColoredPeople(inDirectory('red.mp4'), 4, [{ fromX: 60, toX: 460, background: 'gray' }]),
    makeWalkingPerson(inDirectory('walk.mp4'), 6),
  ]);
  await makeFramedPerson(inDirectory('walk.mp4'), inDirectory('framed.mp4'));
});
afterAll(() => rm(directory, { recursive: true }));

/**
 * The person in the middle of a clip, standing before a wall within a red frame: the contract detector finds the frame.
 */
async function makeFramedPerson(walk: string, path: string): Promise<void> {
  const filter = 'crop=220:310:340:135,scale=440:620,pad=460:640:10:10:red,pad=960:720:240:40:navy';
  await ffmpeg('-ss', '3', '-i', walk, '-frames:v', '1', '-vf', filter, `${path}.png`);
  await ffmpeg('-loop', '1', '-r', '10', '-i', `${path}.png`, '-t', '3', '-pix_fmt', 'yuv420p', path);
}

type Origin = 'synthetic' | 'embedded';

/** Writes a pack of models of other packs: their files, and their entries as they are. */
async function mixPack(name: string, origins: Readonly<Partial<Record<ModelSlot, Origin>>>): Promise<string> {
  const mixed: ModelManifest = { formatVersion: 2, name, version: '1.0.0', files: {}, models: [] };
  for (const [slot, origin] of Object.entries(origins)) {
    const from = origin === 'embedded' ? embedded : inDirectory('synthetic');
    const manifest: ModelManifest = JSON.parse(await readFile(join(from, 'manifest.json'), 'utf8'));
    const entry = manifest.models.find((model) => model.slot === slot)!;
    mixed.models.push(entry);
    for (const file of filesOfModel(entry)) {
      await mkdir(dirname(join(inDirectory(name), file)), { recursive: true });
      await cp(join(from, file), join(inDirectory(name), file));
      mixed.files[file] = manifest.files[file]!;
    }
  }
  await writeFile(join(inDirectory(name), 'manifest.json'), JSON.stringify(mixed));
  return inDirectory(name);
}

interface Watched {
  readonly persons: readonly PersonDetection[];
  readonly path: readonly PathPoint[];
  readonly track: Track;
}

/** Analyzes a clip that shows one person. */
async function watch(pack: string, clip: string): Promise<Watched> {
  await using analyzer = await createAnalyzer(await openModelPack(pack));
  const chunks = await Array.fromAsync(analyzeVideo(inDirectory(clip), analyzer));
  const tracks = chunks.flatMap((chunk) => chunk.tracks);
  expect([...new Set(tracks.map(({ trackId }) => trackId))]).toEqual([1]);
  return {
    persons: chunks.flatMap(({ frames }) => frames.flatMap(({ persons }) => persons)),
    path: tracks.flatMap(({ path }) => path),
    track: tracks.at(-1)!,
  };
}

describe('the synthetic detector with MoveNet', () => {
  let watched: Watched;
  beforeAll(async () => {
    const pack = await mixPack('yolo-movenet', { detector: 'synthetic', pose: 'embedded' });
    watched = await watch(pack, 'red.mp4');
  });

  test('follows a red rectangle across the picture', () => {
    for (const { timeMs, box } of watched.path) {
      expect(Math.abs(boxCenter(box).x - (60 + 0.1 * timeMs + 32))).toBeLessThan(5);
      expect(Math.abs(boxCenter(box).y - 300)).toBeLessThan(5);
    }
    expect(watched.path.at(-1)!.timeMs).toBe(3800);
  });

  test('takes the orientation from the joints and the confidence from the detector', () => {
    for (const {
      pose,
      orientationDegrees: seenAt,
      confidence,
      detectorConfidence,
      highConfidence,
    } of watched.persons) {
      expect(seenAt).toBe(orientationDegrees(pose!));
      expect({ confidence, highConfidence }).toEqual({
        confidence: detectorConfidence,
        highConfidence: true,
      });
    }
  });
});

describe('CenterNet with the synthetic MEBOW', () => {
  let watched: Watched;
  beforeAll(async () => {
    const pack = await mixPack('centernet-mebow', { detector: 'embedded', pose: 'synthetic' });
    watched = await watch(pack, 'walk.mp4');
  });

  test('follows a person from one side of the picture to the other', () => {
    const { path } = watched;
    expect(path.length).toBeGreaterThan(10);
    expect(path[0]!.box.x1).toBeLessThan(5);
    expect(path.at(-1)!.box.x2).toBeGreaterThan(600);
  });

  test('takes the orientation from the network', () => {
    const atBorder = watched.persons.filter(({ box }) => box.x1 < 20 || box.x2 > 620);
    expect(new Set(atBorder.map(({ box }) => box.x1 < 20))).toEqual(new Set([true, false]));
    for (const { box, pose, orientationDegrees: seenAt } of atBorder) {
      expect(seenAt).toBe(box.x1 < 20 ? 270 : 90);
      expect(seenAt).not.toBe(orientationDegrees(pose!));
    }
  });
});

describe('the synthetic detector with FaceRes', () => {
  const pose = 'embedded';
  const attributes = 'embedded';

  test('uses BlazeFace where the detector finds no faces', async () => {
    const pack = await mixPack('faces', { detector: 'synthetic', pose, attributes, faces: 'embedded' });
    const { persons, track } = await watch(pack, 'framed.mp4');
    for (const { box, face, orientationDegrees: seenAt } of persons) {
      expect(sidesApart(box, { x1: 240, y1: 40, x2: 700, y2: 680 })).toBeLessThan(3);
      expect(face).toBeUndefined();
      expect(nearestQuarter(seenAt!)).toBe(180);
    }
    expect(track.attributes).toMatchObject({ faceSamples: 5, ageBand: { minYears: 25 } });
  });

  test('estimates nothing without BlazeFace for a person without a face', async () => {
    const pack = await mixPack('no-faces', { detector: 'synthetic', pose, attributes });
    const { track } = await watch(pack, 'framed.mp4');
    expect(track.attributes).toMatchObject({ faceSamples: 0, ageBand: null, gender: 'unknown' });
  });
});

/** How far the sides of two boxes are apart at most, pixels. */
function sidesApart(a: Box, b: Box): number {
  return Math.max(...(['x1', 'y1', 'x2', 'y2'] as const).map((side) => Math.abs(a[side] - b[side])));
}
