import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { headFinder, type PersonDetection } from '@deepsentinel/inference-core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReportedEvent } from '../results/reported-event.ts';
import type { ReportedTrack } from '../results/reported-track.ts';
import { annotationSvg } from './annotation-svg.ts';
import { Captions } from './captions.ts';
import { type FrameNotes, FrameNotesFile, notesOf } from './frame-notes.ts';
import { loadLabelFont } from './label-font.ts';
import { notesBetween } from './notes-between.ts';
import { writeVideo } from './video-writer.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'annotate-'));
});
afterAll(() => rm(directory, { recursive: true }));

const box = (x1: number) => ({ x1, y1: 20, x2: x1 + 40, y2: 120 });
const notes = (
  timeMs: number,
  ...people: readonly (readonly [trackId: number, x1: number])[]
): FrameNotes => ({
  timeMs,
  people: people.map(([trackId, x1]) => ({ trackId, box: box(x1), skeleton: { nose: [x1, 30] } })),
  heads: people.map(([, x1]) => ({ box: { x1, y1: 20, x2: x1 + 40, y2: 50 }, headHeight: 30 })),
});

describe('between two analyzed frames', () => {
  test('a person who is in both moves in a straight line, joints too', () => {
    const between = notesBetween({ before: notes(1000, [3, 0]), after: notes(1200, [3, 100]) }, 1050);
    expect(between.people).toEqual([{ trackId: 3, box: box(25), skeleton: { nose: [25, 30] } }]);
  });

  test('a person who is not found again is drawn a little longer, one who comes is not drawn yet', () => {
    const neighbors = { before: notes(1000, [3, 0]), after: notes(2000, [4, 100]) };
    expect(notesBetween(neighbors, 1200).people).toHaveLength(1);
    expect(notesBetween(neighbors, 1500).people).toEqual([]);
  });

  test('the heads of both frames are covered, and those of people who are on their way', () => {
    const { heads } = notesBetween({ before: notes(1000, [3, 0]), after: notes(1200, [3, 100]) }, 1100);
    expect(heads.map(({ box: { x1 } }) => x1)).toEqual([0, 100, 50]);
  });

  test('before the first one there is nobody but heads to cover', () => {
    const first = notesBetween({ before: null, after: notes(1000, [3, 0]) }, 500);
    expect([first.people.length, first.heads.length]).toEqual([0, 1]);
  });
});

describe('notes of frames', () => {
  const person: PersonDetection = {
    box: box(10),
    confidence: 0.4,
    detectorConfidence: 0.4,
    highConfidence: false,
  };
  const analyzed = (timeMs: number) => ({
    ...{ persons: [person], faces: null, tracks: [] },
    frame: { data: new Uint8Array(0), width: 640, height: 360, timeMs },
  });

  test('come back from their file in order, with heads of people without a track', async () => {
    await using file = await FrameNotesFile.create();
    for (const timeMs of [0, 200]) await file.add(await notesOf(analyzed(timeMs), headFinder(null)));
    const read = await Array.fromAsync(file.read());
    expect(read.map(({ timeMs, people, heads }) => [timeMs, people.length, heads.length])).toEqual([
      [0, 0, 1],
      [200, 0, 1],
    ]);
  });

  test('have the faces of people whom nobody detected', async () => {
    const face = { x1: 300, y1: 100, x2: 330, y2: 130 };
    const { heads } = await notesOf(
      analyzed(0),
      headFinder(async () => [face]),
    );
    expect(heads).toHaveLength(2);
    expect(heads[1]!.box.x1).toBeLessThan(face.x1);
  });

  test('have no heads when nothing is blurred', async () => {
    expect((await notesOf(analyzed(0), null)).heads).toEqual([]);
  });
});

describe('captions', () => {
  const track = { trackId: 3, gender: 'female', ageBand: { minYears: 20, maxYears: 40 } } as ReportedTrack;
  const event = (overrides: Partial<ReportedEvent>) =>
    ({
      type: 'walking',
      state: 'proposed',
      trackIds: [3],
      startMs: 1000,
      endMs: 3000,
      ...overrides,
    }) as ReportedEvent;

  test('name a person and what goes on', () => {
    const captions = new Captions([track], [event({}), event({ type: 'picking', startMs: 2000 })]);
    expect(captions.labelOf(3, 500)).toBe('Person 3, female, 20-40');
    expect(captions.labelOf(3, 2500)).toBe('Person 3, female, 20-40: walking, picking');
    expect(captions.labelOf(9, 2500)).toBe('Person 9');
  });

  test('announce severe events first, linger a little, and leave out what a model has rejected', () => {
    const description = 'A person falls.';
    const captions = new Captions(
      [track],
      [
        event({}),
        event({ type: 'anomaly', description: 'A crowd.' }),
        event({ type: 'collapse', description }),
        event({ type: 'theft', state: 'rejected', description: 'No.' }),
      ],
    );
    const texts = (timeMs: number) => captions.bannersAt(timeMs).map(({ text }) => text);
    expect(texts(4000)).toEqual(['COLLAPSE  A person falls.', 'ANOMALY  A crowd.']);
    expect(texts(5000)).toEqual([]);
  });
});

test('labels of people who stand close do not cover each other', async () => {
  const font = await loadLabelFont();
  const people = [0, 10, 20].map((x1, index) => ({
    trackId: index,
    box: { ...box(x1), y1: 100 },
    skeleton: {},
    label: `Person ${index}: walking`,
  }));
  const svg = annotationSvg({ people, banners: [] }, { width: 640, height: 360 }, font);
  const tops = [...svg.matchAll(/y="([\d.]+)" width="[\d.]+" height="10\.0"/g)].map(([, top]) => Number(top));
  expect(tops.toSorted((a, b) => a - b)).toEqual([70, 80, 90]);
});

test('text is drawn wherever it starts', async () => {
  const font = await loadLabelFont();
  for (let x = 660; x < 670; x += 0.1) {
    expect(font.outlineOf('Person 4: walking', 11.2, { x, y: 90.3 })).toMatch(/^[MLQCZ\d. -]+$/);
  }
});

describe('a video', () => {
  const gray = (count: number) =>
    (async function* () {
      for (let index = 0; index < count; index += 1) yield new Uint8Array(33 * 21 * 3).fill(128);
    })();

  test('of odd size is written with one picture for each that is given', async () => {
    const path = join(directory, 'gray.mp4');
    await writeVideo(path, { width: 33, height: 21, fps: 10 }, gray(7));
    const probe = [
      '-count_frames',
      '-show_entries',
      'stream=width,height,nb_read_frames',
      '-of',
      'csv=p=0',
      path,
    ];
    const { stdout } = await promisify(execFile)('ffprobe', ['-v', 'error', ...probe]);
    expect(stdout.trim()).toBe('34,22,7');
  });

  test('that cannot be written says why and leaves nothing behind', async () => {
    const writing = writeVideo(
      join(directory, 'missing/gray.mp4'),
      { width: 33, height: 21, fps: 10 },
      gray(2),
    );
    await expect(writing).rejects.toThrow(/missing\/gray\.mp4: cannot write the video: .*No such file/s);
    expect(await readdir(directory)).toEqual(['gray.mp4']);
  });
});
