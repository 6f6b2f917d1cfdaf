import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { PersonDetection } from '../detection.ts';
import { paintedFrame, person, standingBox } from '../testing/factories.ts';
import { considerFrame, renderCandidate, type ShownPerson, thumbnailQuality } from './best-frame.ts';
import { headBox } from './head-box.ts';
import { renderThumbnail } from './render-thumbnail.ts';

const size = { width: 320, height: 240 };
const frame = paintedFrame(size, (x, y) => [x % 256, y, (x * y) % 256]);
const small = person({ box: standingBox(100, 200, { width: 20, height: 50 }) });
const large = person({ box: standingBox(100, 200, { width: 60, height: 150 }) });

const shown = (overrides: Partial<ShownPerson> = {}): ShownPerson => ({
  frame,
  person: small,
  persons: [small],
  faces: [],
  name: 'walking-1-2000',
  keep: 'best',
  blurFaces: true,
  ...overrides,
});

describe('the quality of a frame for a thumbnail', () => {
  const cases: readonly (readonly [string, PersonDetection, PersonDetection])[] = [
    ['larger', large, small],
    ['more certain', person({ ...small, confidence: 0.9 }), small],
    [
      'wholly in the picture',
      small,
      person({ ...small, box: standingBox(10, 200, { width: 20, height: 50 }) }),
    ],
    [
      'facing the camera',
      person({ ...small, orientationDegrees: 180 }),
      person({ ...small, orientationDegrees: 0 }),
    ],
    ['twice as large though facing away', person({ ...large, orientationDegrees: 0 }), small],
  ];

  test.each(cases)('is higher for a person who is %s', (_name, better, worse) => {
    expect(thumbnailQuality(better, size)).toBeGreaterThan(thumbnailQuality(worse, size));
  });
});

describe('the candidate of an event', () => {
  const first = considerFrame(null, shown());
  const better = shown({ person: large, persons: [large] });

  test('is the first frame, until a better one comes', () => {
    expect(considerFrame(first, shown())).toBe(first);
    const second = considerFrame(first, better);
    expect(second.quality).toBeGreaterThan(first.quality);
    expect(considerFrame(second, shown())).toBe(second);
  });

  test('is not replaced for a gain that nobody sees', () => {
    const hardlyBetter = person({ ...small, confidence: small.confidence * 1.02 });
    expect(considerFrame(first, shown({ person: hardlyBetter }))).toBe(first);
  });

  test('is always the newest frame where the latest is wanted', () => {
    const second = considerFrame(considerFrame(null, better), shown({ keep: 'latest' }));
    expect(second.quality).toBe(first.quality);
  });

  test('keeps its file name when a better frame takes its place', () => {
    expect(first.fileName).toBe('walking-1-2000.jpg');
    expect(considerFrame(first, better).fileName).toBe(first.fileName);
  });
});

describe('the picture of a candidate', () => {
  const other = person({ box: standingBox(250, 220) });
  const persons = [small, other];

  test.each([
    [true, persons.map(headBox)],
    [false, []],
  ])('has the heads of everybody blurred: %s', async (blurFaces, blurred) => {
    const thumbnail = await renderCandidate(considerFrame(null, shown({ persons, blurFaces })));
    expect(thumbnail?.data).toEqual(await renderThumbnail(frame, { subject: small.box, blurred }));
    expect(await sharp(thumbnail!.data).metadata()).toMatchObject(size);
  });

  test('is the same whether it is rendered at once or after other frames were considered', async () => {
    const candidate = considerFrame(null, shown({ person: large, persons: [large] }));
    const early = await renderCandidate(candidate);
    expect(await renderCandidate(considerFrame(candidate, shown()))).toEqual(early);
  });

  describe('that has been emitted, at a checkpoint', () => {
    const { render: _handedOut, ...stored } = considerFrame(null, shown());
    const restored = { ...(JSON.parse(JSON.stringify(stored)) as typeof stored), render: null };

    test('is not rendered again', async () => {
      expect(await renderCandidate(restored)).toBeNull();
      expect(considerFrame(restored, shown())).toBe(restored);
    });

    test('gives way to a better frame as if there had been no checkpoint', async () => {
      const better = shown({ person: large, persons: [large] });
      const uninterrupted = considerFrame(considerFrame(null, shown()), better);
      expect(await renderCandidate(considerFrame(restored, better))).toEqual(
        await renderCandidate(uninterrupted),
      );
    });
  });
});
