import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { ImageTextEmbedder } from '../embedders/embedder.ts';
import { paintedFrame, person, standingBox } from '../testing/factories.ts';
import { EvidenceBook, type SavedEvidence } from './evidence-book.ts';
import { headFinder, headRegions } from './head-box.ts';
import { renderCrop } from './render-crop.ts';
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
  new EvidenceBook({ findHeads: headFinder(null), showClear: false, imageText }, saved);

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

describe('a model that runs in this process', () => {
  const localBook = (saved: readonly SavedEvidence[] = []) =>
    new EvidenceBook({ findHeads: headFinder(null), showClear: true, imageText: null }, saved);
  const crops = async ({ frame, subject, persons }: ShownSubject) => ({
    clear: await renderCrop(frame, { subject: subject.box, blurred: [] }),
    blurred: await renderCrop(frame, { subject: subject.box, blurred: headRegions(persons, []) }),
  });
  const keyframeOf = (files: readonly { readonly fileName: string; readonly data: Uint8Array }[]) =>
    files.find(({ fileName }) => fileName.includes('-at-'))!.data;

  test('sees heads as they are, while the emitted pictures are blurred', async () => {
    const book = localBook();
    book.sample(event, shown(50, 2000), verified);
    const { clear, blurred } = await crops(shown(50, 2000));
    expect(clear).not.toEqual(blurred);
    const { pictures, fresh } = await book.take(event, 3000)!();
    expect(pictures[0]!.jpeg).toEqual(clear);
    expect(keyframeOf(fresh)).toEqual(blurred);
  });

  test('sees them blurred once a chunk has ended, and whether or not another process takes over', async () => {
    const book = localBook();
    book.sample(event, shown(50, 2000), verified);
    const { thumbnails, saved } = await book.checkpoint();
    const { blurred } = await crops(shown(50, 2000));
    expect(keyframeOf(thumbnails)).toEqual(blurred);
    expect(saved[0]!.keyframes.frames[0]!.jpegBase64).toBe(Buffer.from(blurred).toString('base64'));
    const resumed = localBook(JSON.parse(JSON.stringify(saved)));
    const later = shown(50, 2600);
    for (const one of [book, resumed]) one.sample(event, later, verified);
    const [there, here] = [await book.take(event, 3000)!(), await resumed.take(event, 3000)!()];
    expect(here).toEqual(there);
    expect(here.pictures.map(({ jpeg }) => Buffer.from(jpeg))).toEqual(
      [blurred, (await crops(later)).clear].map((jpeg) => Buffer.from(jpeg)),
    );
  });

  test('sees what anybody sees when nothing is to be blurred', async () => {
    const book = new EvidenceBook({ findHeads: null, showClear: true, imageText: null }, []);
    book.sample(event, shown(50, 2000), verified);
    const { pictures, fresh } = await book.take(event, 3000)!();
    expect(pictures[0]!.jpeg).toEqual(keyframeOf(fresh));
  });
});
