import { describe, expect, test } from '@jest/globals';
import type { PersonDetection } from '../detection.ts';
import { paintedFrame, person, standingBox } from '../testing/factories.ts';
import { headFinder, headRegions } from './head-box.ts';
import { renderThumbnail } from './render-thumbnail.ts';
import type { ShownSubject } from './subject.ts';
import { considerFrame, thumbnailQuality } from './thumbnail.ts';

const size = { width: 320, height: 240 };
const frame = paintedFrame(size, (x, y) => [x % 256, y, (x * y) % 256]);
const small = person({ box: standingBox(100, 200, { width: 20, height: 50 }) });
const large = person({ box: standingBox(100, 200, { width: 60, height: 150 }) });
const findHeads = headFinder(null);
const best = { keep: 'best', findHeads } as const;

const shown = (subject: PersonDetection = small, persons = [subject]): ShownSubject => ({
  ...{ frame, subject, persons, faces: [] },
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
  const first = considerFrame(null, shown(), best);

  test('is the first frame, until a better one comes', () => {
    expect(considerFrame(first, shown(), best)).toBe(first);
    const second = considerFrame(first, shown(large), best);
    expect(second.quality).toBeGreaterThan(first.quality);
    expect(considerFrame(second, shown(), best)).toBe(second);
  });

  test('is not replaced for a gain that nobody sees', () => {
    const hardlyBetter = person({ ...small, confidence: small.confidence * 1.02 });
    expect(considerFrame(first, shown(hardlyBetter), best)).toBe(first);
  });

  test('is always the newest frame where the latest is wanted', () => {
    const second = considerFrame(considerFrame(null, shown(large), best), shown(), {
      ...best,
      keep: 'latest',
    });
    expect(second.quality).toBe(first.quality);
  });

  test.each([
    ['blurred', findHeads],
    ['as they are when nothing is to be blurred', null],
  ])('has the heads of everybody %s', async (_how, finder) => {
    const persons = [small, person({ box: standingBox(250, 220) })];
    const { render } = considerFrame(null, shown(small, persons), { ...best, findHeads: finder });
    const blurred = finder ? headRegions(persons, []) : [];
    expect(await render!()).toEqual(await renderThumbnail(frame, { subject: small.box, blurred }));
  });

  test('is rendered the same at once and after other frames were considered', async () => {
    const candidate = considerFrame(null, shown(large), best);
    const early = await candidate.render!();
    expect(await considerFrame(candidate, shown(), best).render!()).toEqual(early);
  });
});
