import { describe, expect, test } from '@jest/globals';
import { type Packet, parsePacket, parseTimeBase } from './packet.ts';
import { findActivity } from './packet-activity.ts';

const fps = 10;

/** Deterministic noise around 1, of a deviation of 5 percent. */
function noise(index: number): number {
  const uniform = (seed: number) => (((Math.sin(seed * 12.9898) * 43_758.5453) % 1) + 1) % 1;
  return 1 + 0.05 * (uniform(index) + uniform(index + 0.5) + uniform(index + 0.25) - 1.5) * 2;
}

/** A minute of packets: a keyframe each `gop` pictures, and sizes by time. */
function minute(sizeAt: (seconds: number, index: number) => number, gop = 20): Packet[] {
  return Array.from({ length: 60 * fps }, (_, index) => {
    const timeUs = (index * 1_000_000) / fps;
    const isKey = index % gop === 0;
    const sizeBytes = isKey ? 40_000 : Math.round(sizeAt(index / fps, index));
    return { ptsUs: timeUs, dtsUs: timeUs, sizeBytes, isKey, isDiscarded: false, isCorrupt: false };
  });
}

/** Seconds at which something is active, of those asked for. */
const activeAt = (packets: readonly Packet[], seconds: readonly number[]) => {
  const { spans } = findActivity(packets);
  return seconds.filter((second) =>
    spans.some(({ fromUs, toUs }) => fromUs <= (second + 1) * 1_000_000 && toUs >= second * 1_000_000),
  );
};

describe('packets of an empty scene', () => {
  test.each([20, 100, 600])(
    'with the noise of a sensor have no activity: a keyframe each %d pictures',
    (gop) => {
      expect(findActivity(minute((_, index) => 300 * noise(index), gop))).toEqual({
        spans: [],
        isTelling: true,
      });
    },
  );

  test('are larger right after each keyframe, which is no activity', () => {
    const packets = minute((_, index) => (index % 100 === 1 ? 4000 : 300 * noise(index)), 100);
    expect(findActivity(packets).spans).toEqual([]);
  });

  test('tell nothing where noise takes more bytes than people, and where all are of one size', () => {
    expect(findActivity(minute((_, index) => 4000 * noise(index), 100)).isTelling).toBe(false);
    expect(findActivity(minute(() => 4000, 100))).toEqual({ spans: [], isTelling: false });
  });
});

describe('packets stand out', () => {
  test('when somebody comes in close by, in a single one', () => {
    const packets = minute((_, index) => (index === 205 ? 1500 : 300 * noise(index)));
    expect(activeAt(packets, [10, 20, 30])).toEqual([20]);
  });

  test('when somebody far away adds a third to each for some seconds', () => {
    const packets = minute(
      (seconds, index) => 300 * noise(index) * (seconds >= 30 && seconds < 37 ? 1.34 : 1),
    );
    expect(activeAt(packets, [10, 20, 31, 34, 45])).toEqual([31, 34]);
  });

  test('also when somebody is there for nearly half of the time', () => {
    const packets = minute((seconds, index) => 300 * noise(index) * (seconds >= 20 && seconds < 45 ? 4 : 1));
    expect(activeAt(packets, [5, 21, 30, 44, 55])).toEqual([21, 30, 44]);
  });
});

test('packets are read from the list that ffmpeg writes', () => {
  const timeBase = parseTimeBase('#tb 0: 1/90000')!;
  expect(timeBase).toEqual({ numerator: 1, denominator: 90_000 });
  expect(
    parsePacket('0,     126000,     144001,     9000,     5611, 0xe55d6b80, S=1,        1', timeBase),
  ).toEqual({
    ...{ dtsUs: 1_400_000, ptsUs: 1_600_011, sizeBytes: 5611 },
    ...{ isKey: true, isDiscarded: false, isCorrupt: false },
  });
  expect(parsePacket('0, 0, -9223372036854775808, 1, 12, 0x626a79d5, F=0x4', timeBase)).toMatchObject({
    ...{ ptsUs: null, isKey: false, isDiscarded: true },
  });
  expect(parsePacket('#dimensions 0: 1920x1080', timeBase)).toBe(null);
});
