import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IdentifiedBox } from './frames.ts';
import { orientationAccuracy } from './orientation-accuracy.ts';
import { walkingDirections } from './walking-direction.ts';

const labelFps = 10;

/** Makes a person 100 px high who moves by (dx, dy) px a frame, for 21 frames; frame 11 is the middle. */
function walk(
  dx: number,
  dy: number,
  jitter: (frame: number) => number = () => 0,
): Map<number, IdentifiedBox[]> {
  const frames = Array.from({ length: 21 }, (_, index) => index + 1);
  return new Map(
    frames.map((frame) => {
      const x1 = 500 + dx * frame + jitter(frame);
      const y1 = 500 + dy * frame;
      return [frame, [{ id: 1, box: { x1, y1, x2: x1 + 40, y2: y1 + 100 } }]];
    }),
  );
}

const directionAt11 = (labels: Map<number, IdentifiedBox[]>, verticalStretch = 1) =>
  walkingDirections(labels, { labelFps, verticalStretch }).get(11)?.get(1);

describe('walkingDirections', () => {
  it.each([
    { name: 'away from the camera', dx: 0, dy: -6, degrees: 0 },
    { name: 'to the left of the picture', dx: -6, dy: 0, degrees: 90 },
    { name: 'towards the camera', dx: 0, dy: 6, degrees: 180 },
    { name: 'to the right of the picture', dx: 6, dy: 0, degrees: 270 },
    { name: 'away and to the left', dx: -6, dy: -6, degrees: 45 },
  ])('calls walking $name $degrees degrees', ({ dx, dy, degrees }) => {
    expect(Math.round(directionAt11(walk(dx, dy))!) % 360).toBe(degrees);
  });

  it('stretches the vertical, which a low camera foreshortens', () => {
    // (-6, -2) in the picture is (-6, -6) on the ground when the camera looks down by asin(1 / 3).
    expect(directionAt11(walk(-6, -2), 3)).toBeCloseTo(45, 6);
  });

  it('takes the camera to look down by about 20 degrees unless told otherwise', () => {
    expect(walkingDirections(walk(-6, -2), { labelFps }).get(11)?.get(1)).toBeCloseTo(45, 6);
  });

  it('gives no direction to who stands still', () => {
    // 2 px a frame are 0.2 heights a second; 3.1 px are 0.31.
    expect(directionAt11(walk(2, 0))).toBeUndefined();
    expect(directionAt11(walk(3.1, 0))).toBeCloseTo(270, 6);
  });

  it('is not thrown off by unsteady boxes', () => {
    expect(directionAt11(walk(0, 6, (frame) => (frame % 2 ? 8 : -8)))).toBeCloseTo(180, -1);
  });

  it('gives no direction to who is seen for less than half a second', () => {
    const brief = new Map([...walk(6, 0)].filter(([frame]) => frame >= 9 && frame <= 13));
    expect(directionAt11(brief)).toBeUndefined();
  });
});

describe('orientationAccuracy', () => {
  const labels = walk(6, 0);
  const geometry = { labelFps, verticalStretch: 1 };
  const boxAt = (frame: number) => labels.get(frame)![0]!.box;
  const facing = (orientations: Record<number, number | undefined>) =>
    new Map(
      Object.entries(orientations).map(([frame, orientationDegrees]) => [
        Number(frame),
        [{ box: boxAt(Number(frame)), orientationDegrees }],
      ]),
    );

  it('compares with the direction of walking', () => {
    // Walking right is 270; errors: 0, 44, 46, 180 -> half within 45, median between 44 and 46.
    expect(orientationAccuracy(labels, facing({ 9: 270, 10: 314, 11: 224, 12: 90 }), geometry)).toEqual({
      observations: 4,
      within45Degrees: 0.5,
      medianErrorDegrees: expect.closeTo(45, 6),
    });
  });

  it('takes the shorter way round', () => {
    const away = walk(0, -6);
    const persons = new Map([[11, [{ box: away.get(11)![0]!.box, orientationDegrees: 350 }]]]);
    expect(orientationAccuracy(away, persons, geometry).medianErrorDegrees).toBeCloseTo(10, 6);
  });

  it('leaves out persons without an orientation and those who are nobody labeled', () => {
    const persons = new Map([
      [10, [{ box: boxAt(10) }]],
      [11, [{ box: { x1: 0, y1: 0, x2: 40, y2: 100 }, orientationDegrees: 270 }]],
    ]);
    expect(orientationAccuracy(labels, persons, geometry)).toEqual({
      observations: 0,
      within45Degrees: 0,
      medianErrorDegrees: null,
    });
  });

  it('measures the turn between what is reported and what is true', () => {
    fc.assert(
      fc.property(fc.integer({ min: -180, max: 180 }), (turn) => {
        const measured = orientationAccuracy(labels, facing({ 11: (270 + turn + 360) % 360 }), geometry);
        expect(measured.medianErrorDegrees).toBeCloseTo(Math.abs(turn), 6);
      }),
    );
  });
});
