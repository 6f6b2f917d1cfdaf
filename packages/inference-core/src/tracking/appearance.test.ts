import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { paintedFrame, person, standingBox, uprightPose } from '../testing/factories.ts';
import { appearanceDistance, appearanceOf, blendAppearance } from './appearance.ts';

const size = { width: 120, height: 120 };
const body = standingBox(60, 110);
const someone = person({ box: body });

/** The appearance of somebody in a coat and trousers before a green wall. */
function dressed(coat: readonly [number, number, number], trousers = coat) {
  const frame = paintedFrame(size, (x, y) => {
    if (x < body.x1 || x >= body.x2) return [60, 160, 60];
    return y < 62 ? coat : trousers;
  });
  return appearanceOf(frame, someone, [someone])!;
}

describe('the appearance of a person', () => {
  test('is 40 shares that add up to 1', () => {
    const shares = dressed([180, 40, 40]);
    expect(shares).toHaveLength(40);
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 3);
  });

  test('is that of the torso, whatever the trousers and the wall', () => {
    expect(appearanceDistance(dressed([180, 40, 40]), dressed([180, 40, 40], [20, 20, 90]))).toBeLessThan(
      0.1,
    );
  });

  test('changes less with the light than with the clothes', () => {
    const coat = dressed([150, 40, 40]);
    const brighter = appearanceDistance(coat, dressed([170, 46, 46]));
    expect(brighter).toBeLessThan(0.3);
    expect(appearanceDistance(coat, dressed([40, 40, 150]))).toBeGreaterThan(0.9);
    expect(appearanceDistance(dressed([20, 20, 20]), dressed([220, 220, 220]))).toBe(1);
  });

  test('is read between the joints where there are some', () => {
    // The box is twice as wide as the body, which stands in its left half.
    const wide = person({ box: { ...body, x2: body.x2 + 40 }, pose: uprightPose(60, 110) });
    const frame = paintedFrame(size, (x) => (x >= 48 && x < 72 ? [180, 40, 40] : [60, 160, 60]));
    const whole = paintedFrame(size, () => [180, 40, 40]);
    const read = (pixels: typeof frame) => appearanceOf(pixels, wide, [wide])!;
    expect(appearanceDistance(read(frame), read(whole))).toBeLessThan(0.2);
  });

  test('is unknown of a torso that somebody nearer to the camera hides, or that is out of the frame', () => {
    const inFront = person({ box: standingBox(60, 118) });
    const behind = person({ box: standingBox(60, 105) });
    const frame = paintedFrame(size);
    expect(appearanceOf(frame, someone, [someone, inFront])).toBeNull();
    expect(appearanceOf(frame, someone, [someone, behind])).not.toBeNull();
    expect(appearanceOf(frame, person({ box: standingBox(-200, 110) }), [])).toBeNull();
  });
});

test('a running average stays a share of each color, and comes nearer to what it takes in', () => {
  const color = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));
  fc.assert(
    fc.property(color, color, (one, other) => {
      const [before, seen] = [dressed(one), dressed(other)];
      const after = blendAppearance(before, seen, 0.5);
      expect(after.reduce((sum, share) => sum + share)).toBeCloseTo(1, 2);
      expect(appearanceDistance(after, seen)).toBeLessThanOrEqual(appearanceDistance(before, seen) + 0.01);
    }),
    { numRuns: 30 },
  );
});
