import { quantile } from '../quantile.ts';
import type { Packet } from './packet.ts';

/** Stretch of video, microseconds on the container's clock, both ends included. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Groups of a class below which its baseline is taken from a wider class, if there is one. */
const minSamples = 5;
/** Least bytes by which packets stand out: a few coded blocks. */
const minExcessBytes = 24;

/** How far the packets of a stretch must be above the baseline to stand out. */
interface Scale {
  /** Length of the stretches, microseconds; 0 for single groups. */
  readonly lengthUs: number;
  /**
   * Standard deviations. The lower half of the sizes tells the deviation, and the upper tail is heavier: what an encoder
   * spends on noise alone exceeds as many about once in hours.
   */
  readonly deviations: number;
  /** Least factor: two steps of a rate control, of an eighth each, with some noise, or one step where noise averages out. */
  readonly minFactor: number;
  /** Largest deviation that noise has; a larger one shows that the quietest quarter is busy, too. */
  readonly maxDeviation: number;
}

/**
 * Somebody who comes into view close by is seen in a single group, as several times its usual size; somebody dark or far
 * away adds a share to the packets of some seconds.
 */
const scales: readonly Scale[] = [
  { lengthUs: 0, deviations: 8, minFactor: 1.5, maxDeviation: 0.15 },
  { lengthUs: 1_000_000, deviations: 6, minFactor: 1.2, maxDeviation: 0.1 },
  { lengthUs: 3_000_000, deviations: 5, minFactor: 1.15, maxDeviation: 0.06 },
];
/** Longest time for which a group may stand, microseconds: recorders leave out pictures in which nothing changes. */
const maxGroupUs = 1_000_000;
/** Distances of the quantiles 0.05 and 0.25, and of 0.25 and the median, of a normal distribution, standard deviations. */
const fifthToQuartile = 0.9704;
const quartileToMedian = 0.6745;

/** Logarithms of values while nothing happens: the median and the standard deviation. */
interface Spread {
  readonly center: number;
  readonly deviation: number;
}

/** A P-picture with the B-pictures that refer to it: rate controls shift bytes among them. */
interface PacketGroup extends Span {
  sizeBytes: number;
  pictures: number;
  readonly sinceKey: number;
}

/** What packets tell of a stretch of video. */
export interface Activity {
  /** Stretches in which packets are larger than while nothing happens. */
  readonly spans: readonly Span[];
  /** Whether somebody who comes into view would certainly be among them. */
  readonly isTelling: boolean;
}

/** Pause between spans that is decoded anyhow, microseconds. */
const quietUs = 6_000_000;
/** Share of the time above which so much stands out that sizes tell nothing, or all of it is busy. */
const maxBusyShare = 0.5;
/**
 * Share of the bytes of a keyframe that somebody adds to the packets of each second, at least. Somebody who walks covers
 * some percent of the picture and is coded anew about once in a second or two.
 */
const personShare = 0.05;
/** Share of packets of one size that shows padding, and the size from which it does, bytes: what is unchanged takes less. */
const minPaddedShare = 0.3;
const minPaddedBytes = 2000;

/**
 * Finds the stretches in which packets are larger than while nothing happens. The baseline is estimated from the lower
 * quartile of each class of groups, by number of pictures and position in the GOP, so that it holds while up to half of
 * the time is busy. Keyframes do not count: their sizes tell the detail of a picture, not its change.
 *
 * @param packets a minute or more of them, in the order of decoding, with known times
 */
export function findActivity(packets: readonly Packet[]): Activity {
  const groups = groupPackets(packets);
  const baselines = baselinesOf(groups);
  const measured = groups.flatMap((group) => {
    const known = classesOf(group).map((name) => baselines.get(name));
    const center = known.find((center) => center !== undefined);
    return center === undefined ? [] : [{ ...group, expectedBytes: Math.exp(center) }];
  });
  const found = scales.map((scale) => outliers(sumsOf(measured, scale.lengthUs), scale));
  const spans = found.flatMap((one) => one.spans);
  const totalUs = lengthOf(groups);
  if (isPadded(packets) || lengthOf(joinSpans(spans, quietUs)) > maxBusyShare * totalUs) {
    return { spans: [], isTelling: false };
  }
  const { leastExcessBytes } = found.at(-1)!;
  const secondsOfScale = scales.at(-1)!.lengthUs / 1_000_000;
  const isTelling = leastExcessBytes / secondsOfScale <= personShare * meanKeyBytes(packets);
  return { spans, isTelling: isTelling && measured.length > 0 };
}

const lengthOf = (spans: readonly Span[]) => spans.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);

function meanKeyBytes(packets: readonly Packet[]): number {
  const keys = packets.filter(({ isKey }) => isKey);
  return keys.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / Math.max(1, keys.length);
}

function isPadded(packets: readonly Packet[]): boolean {
  const between = packets.filter(({ isKey }) => !isKey);
  const counts = new Map<number, number>();
  for (const { sizeBytes } of between) {
    if (sizeBytes >= minPaddedBytes) counts.set(sizeBytes, (counts.get(sizeBytes) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) > minPaddedShare * between.length;
}

/** Joins spans that overlap or follow each other within a gap. */
export function joinSpans(spans: readonly Span[], maxGapUs = 0): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const last = joined.at(-1);
    if (last && span.fromUs - last.toUs <= maxGapUs) {
      joined[joined.length - 1] = { fromUs: last.fromUs, toUs: Math.max(last.toUs, span.toUs) };
    } else joined.push(span);
  }
  return joined;
}

interface MeasuredSpan extends Span {
  readonly sizeBytes: number;
  readonly expectedBytes: number;
}

/** Adds up the groups of each stretch; leaves them as they are when its length is 0. */
function sumsOf(groups: readonly MeasuredSpan[], lengthUs: number): readonly MeasuredSpan[] {
  if (lengthUs === 0) return groups;
  const sums = new Map<number, MeasuredSpan>();
  for (const { fromUs, toUs, sizeBytes, expectedBytes } of groups) {
    const place = Math.floor(toUs / lengthUs);
    const sum = sums.get(place) ?? { fromUs, toUs, sizeBytes: 0, expectedBytes: 0 };
    sums.set(place, {
      ...{ fromUs: Math.min(sum.fromUs, fromUs), toUs: Math.max(sum.toUs, toUs) },
      ...{ sizeBytes: sum.sizeBytes + sizeBytes, expectedBytes: sum.expectedBytes + expectedBytes },
    });
  }
  return [...sums.values()];
}

/** Finds the stretches that stand out among those of one length, and by how many bytes one must. */
function outliers(
  stretches: readonly MeasuredSpan[],
  { deviations, minFactor, maxDeviation }: Scale,
): { readonly spans: Span[]; readonly leastExcessBytes: number } {
  const { center, deviation } = spreadOf(
    stretches.map(({ sizeBytes, expectedBytes }) => sizeBytes / expectedBytes),
  );
  const factor = Math.max(minFactor, Math.exp(deviations * Math.min(deviation, maxDeviation)));
  const spans = stretches
    .filter(({ sizeBytes, expectedBytes }) => {
      const typicalBytes = expectedBytes * Math.exp(center);
      return sizeBytes > typicalBytes * factor && sizeBytes > typicalBytes + minExcessBytes;
    })
    .map(({ fromUs, toUs }) => ({ fromUs, toUs }));
  const meanBytes = stretches.reduce((sum, { expectedBytes }) => sum + expectedBytes, 0) / stretches.length;
  return { spans, leastExcessBytes: meanBytes * Math.exp(center) * (factor - 1) };
}

/** Joins packets to groups; keyframes are left out. */
function groupPackets(packets: readonly Packet[]): PacketGroup[] {
  const groups: PacketGroup[] = [];
  let group: PacketGroup | null = null;
  let sinceKey = 0;
  let latestUs = Number.NEGATIVE_INFINITY;
  for (const { ptsUs, sizeBytes, isKey } of packets) {
    if (ptsUs === null) continue;
    // A B-picture is shown before the picture that it follows.
    const isAhead = ptsUs > latestUs;
    sinceKey = isKey ? 0 : sinceKey + 1;
    if (isKey) group = null;
    else if (isAhead || !group) {
      const fromUs: number = Math.min(ptsUs, Math.max(latestUs, ptsUs - maxGroupUs));
      group = { fromUs, toUs: ptsUs, sizeBytes, pictures: 1, sinceKey };
      groups.push(group);
    } else {
      group.sizeBytes += sizeBytes;
      group.pictures++;
    }
    latestUs = Math.max(latestUs, ptsUs);
  }
  return groups;
}

/** Names the classes of a group, narrowest first. */
function classesOf({ pictures, sinceKey }: PacketGroup): string[] {
  // The first pictures after a keyframe are like no others: rate controls and references differ.
  if (sinceKey < 4) return [`${pictures}/${sinceKey}`];
  return [`${pictures}/${4 + Math.floor(Math.log2(sinceKey / 4))}`, `${pictures}`];
}

/** Logarithm of the typical size of each class. */
function baselinesOf(groups: readonly PacketGroup[]): Map<string, number> {
  const sizes = new Map<string, number[]>();
  for (const group of groups) {
    for (const name of classesOf(group)) {
      const known = sizes.get(name);
      if (known) known.push(group.sizeBytes);
      else sizes.set(name, [group.sizeBytes]);
    }
  }
  const usable = [...sizes].filter(([, values]) => values.length >= minSamples);
  return new Map(usable.map(([name, values]) => [name, spreadOf(values).center]));
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.map((value) => Math.log(Math.max(value, 1e-6))).toSorted((a, b) => a - b);
  const [fifth, quartile] = [quantile(sorted, 0.05), quantile(sorted, 0.25)];
  const deviation = (quartile - fifth) / fifthToQuartile;
  return { center: quartile + quartileToMedian * deviation, deviation };
}
