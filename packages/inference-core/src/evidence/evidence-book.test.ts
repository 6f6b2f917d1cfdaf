import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { ImageTextEmbedder } from '../embedders/embedder.ts';
import { paintedFrame, person, standingBox } from '../testing/factories.ts';
import { EvidenceBook, type SavedEvidence } from './evidence-book.ts';
import type { ShownSubject } from './subject.ts';

const event = 'theft-1-2000';
const verified = { thumbnail: 'best', keyframes: true } as const;
const described = { thumbnail: 'best', keyframes: false } as const;

/** A person of some height at some time, milliseconds. */
function shown(height: number, timeMs: number): ShownSubject {
  const frame = paintedFrame({ width: 320, height: 240, timeMs }, (x, y) => [x % 256, y, timeMs % 256]);
  const subject = person({ box: standingBox(100, 200, { width: 20, height }) });
  return { frame, subject, persons: [subject], faces: [] };
}

/** Embeds a picture as its mean colors, and counts how often it is asked. */
function meanColors(): ImageTextEmbedder & { asked: number } {
  const embedder = {
    name: 'mean colors',
    asked: 0,
    embedText: async () => new Float32Array(3),
    embedImages: async (jpegs: readonly Uint8Array[]) => {
      embedder.asked += jpegs.length;
      const stats = await Promise.all(jpegs.map((jpeg) => sharp(jpeg).stats()));
      return stats.map(({ channels }) => new Float32Array(channels.map(({ mean }) => mean)));
    },
  };
  return embedder;
}

const newBook = (imageText: ImageTextEmbedder | null = null, saved: readonly SavedEvidence[] = []) =>
  new EvidenceBook({ blurFaces: true, imageText }, saved);

/** The book after a checkpoint, as another process takes it up. */
async function takenUp(book: EvidenceBook, imageText: ImageTextEmbedder | null = null) {
  const { thumbnails, saved } = await book.checkpoint();
  return { thumbnails, book: newBook(imageText, JSON.parse(JSON.stringify(saved))) };
}

const names = (files: readonly { readonly fileName: string }[]) => files.map(({ fileName }) => fileName);

describe('the pictures of an event', () => {
  test('are its thumbnail, and keyframes where a model verifies it', async () => {
    const book = newBook();
    book.sample(event, shown(50, 2000), verified);
    book.sample('walking-1-2000', shown(50, 2000), described);
    const theft = await book.take(event, 3000)!();
    expect(theft).toMatchObject({ thumbnail: 'theft-1-2000.jpg', imageEmbedding: null });
    expect(names(theft.fresh)).toEqual(['theft-1-2000.jpg', 'theft-1-2000-at-2000.jpg']);
    const walking = await book.take('walking-1-2000', 3000)!();
    expect(names(walking.fresh)).toEqual(['walking-1-2000.jpg']);
    expect(walking.pictures).toEqual([]);
  });

  test('are at most four keyframes, none of them after the end', async () => {
    const book = newBook();
    for (let timeMs = 2000; timeMs <= 8000; timeMs += 200) book.sample(event, shown(50, timeMs), verified);
    const { pictures } = await book.take(event, 6000)!();
    expect(pictures.length).toBeLessThanOrEqual(4);
    expect(pictures.length).toBeGreaterThan(1);
    expect(Math.max(...pictures.map(({ timeMs }) => timeMs))).toBeLessThanOrEqual(6000);
  });

  test('are handed over once, and gone when they are dropped', () => {
    const book = newBook();
    book.sample(event, shown(50, 2000), verified);
    expect(book.take(event, 3000)).not.toBeNull();
    expect(book.take(event, 3000)).toBeNull();
    book.sample(event, shown(50, 2000), verified);
    book.drop(event);
    expect(book.take(event, 3000)).toBeNull();
  });
});

describe('at a checkpoint, the pictures of an event in progress', () => {
  test('are emitted, and not again by whoever goes on', async () => {
    const first = newBook();
    first.sample(event, shown(50, 2000), verified);
    const { thumbnails, book } = await takenUp(first);
    expect(names(thumbnails)).toEqual(['theft-1-2000.jpg', 'theft-1-2000-at-2000.jpg']);
    book.sample(event, shown(50, 2200), verified);
    const rendered = await book.take(event, 3000)!();
    expect(rendered).toMatchObject({ thumbnail: 'theft-1-2000.jpg', fresh: [] });
    expect(rendered.pictures.map(({ thumbnail }) => thumbnail)).toEqual(['theft-1-2000-at-2000.jpg']);
  });

  test('give way to a better frame as if there had been no checkpoint', async () => {
    const samples = [shown(50, 2000), shown(150, 2200), shown(50, 2400)];
    const [resumed, straight] = [meanColors(), meanColors()];
    let book = newBook(resumed);
    const uninterrupted = newBook(straight);
    for (const sample of samples) {
      book.sample(event, sample, described);
      ({ book } = await takenUp(book, resumed));
      uninterrupted.sample(event, sample, described);
    }
    const { imageEmbedding } = await book.take(event, 3000)!();
    expect(imageEmbedding).toEqual((await uninterrupted.take(event, 3000)!()).imageEmbedding);
    expect([resumed.asked, straight.asked]).toEqual([2, 1]);
  });
});
