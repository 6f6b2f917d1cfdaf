import type { Packet } from './packet.ts';

/** Stretch of video, microseconds on the container's clock, both ends included. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Packets of a class below which its baseline is taken from a wider class. */
const minSamples = 12;
/** Spreads above the baseline from which the size of a single packet stands out: more than noise makes of a day's packets. */
const spikeSpreads = 8;
/** Least share by which a single packet stands out: one step of a rate control is about an eighth. */
const minSpikeShare = 0.5;
/** Spreads above the baseline from which the packets of a bin stand out together. */
const binSpreads = 6;
/** Least share by which the packets of a bin stand out together. */
const minBinShare = 0.15;
/** Least bytes by which packets stand out: a few coded blocks. */
const minExcessBytes = 24;
/** Length of a bin, microseconds: somebody takes about a second to come into view. */
const binUs = 1_000_000;
/** Standard deviations between the quantiles 0.05 and 0.25, and from 0.25 to the median, of a normal distribution. */
const quartileToFifth = 0.9704;
const quartileToMedian = 0.6745;

/** Typical value while nothing happens, and its standard deviation. */
interface Baseline {
  readonly center: number;
  readonly spread: number;
}

interface ClassedPacket {
  readonly ptsUs: number;
  readonly sizeBytes: number;
  /** Classes that the packet belongs to, narrowest first. */
  readonly classes: readonly string[];
}

/**
 * Finds the stretches in which packets are larger than while nothing happens. The baseline is estimated from the lower
 * quartile of each class of packets, by type and position in the GOP, so that it holds while up to three quarters of the
 * time are busy. Keyframes do not count: their sizes tell the detail of a picture, not its change.
 *
 * @param packets a minute or more of them, in the order of decoding, with known times
 */
export function findActivity(packets: readonly Packet[]): Span[] {
  const classed = classify(packets);
  const baselines = baselinesOf(classed);
  const expected = classed.map(({ classes }) => classes.map((name) => baselines.get(name)).find(Boolean)!);
  const spikes = classed.filter(({ sizeBytes }, index) => standsOut(sizeBytes, expected[index]!));
  return [
    ...spikes.map(({ ptsUs }) => ({ fromUs: ptsUs, toUs: ptsUs })),
    ...busyBins(classed, expected),
  ].toSorted((a, b) => a.fromUs - b.fromUs);
}

function standsOut(sizeBytes: number, { center, spread }: Baseline): boolean {
  const excess = Math.max(minExcessBytes, spikeSpreads * spread, minSpikeShare * center);
  return sizeBytes > center + excess;
}

/** Bins whose packets stand out together. */
function busyBins(packets: readonly ClassedPacket[], expected: readonly Baseline[]): Span[] {
  const bins = new Map<number, { sizeBytes: number; expectedBytes: number }>();
  for (const [index, { ptsUs, sizeBytes }] of packets.entries()) {
    const start = Math.floor(ptsUs / binUs) * binUs;
    const bin = bins.get(start) ?? { sizeBytes: 0, expectedBytes: 0 };
    bin.sizeBytes += sizeBytes;
    bin.expectedBytes += expected[index]!.center;
    bins.set(start, bin);
  }
  const ratios = [...bins.values()].map((bin) => bin.sizeBytes / Math.max(1, bin.expectedBytes));
  const { center, spread } = baselineOf(ratios);
  const limit = center + Math.max(binSpreads * spread, minBinShare * center);
  return [...bins].flatMap(([fromUs, { sizeBytes, expectedBytes }]) => {
    const isBusy = sizeBytes > Math.max(1, expectedBytes) * limit && sizeBytes - expectedBytes > minExcessBytes;
    return isBusy ? [{ fromUs, toUs: fromUs + binUs }] : [];
  });
}

/** Gives packets their classes; keyframes are left out. */
function classify(packets: readonly Packet[]): ClassedPacket[] {
  const classed: ClassedPacket[] = [];
  let sinceKey = 0;
  let sinceAnchor = 0;
  let latestUs = Number.NEGATIVE_INFINITY;
  for (const { ptsUs, sizeBytes, isKey } of packets) {
    if (ptsUs === null) continue;
    const isAnchor = isKey || ptsUs > latestUs;
    latestUs = Math.max(latestUs, ptsUs);
    sinceKey = isKey ? 0 : sinceKey + 1;
    // A B-picture lies before its anchor; those of a pyramid differ by their place behind it.
    sinceAnchor = isAnchor ? 0 : sinceAnchor + 1;
    if (isKey) continue;
    const type = `${Math.min(sinceAnchor, 3)}`;
    classed.push({ ptsUs, sizeBytes, classes: [`${type}/${positionOf(sinceKey)}`, type, ''] });
  }
  return classed;
}

/** Coarse position in the GOP: rate controls treat the first packets after a keyframe differently. */
function positionOf(sinceKey: number): number {
  return sinceKey < 4 ? sinceKey : 4 + Math.floor(Math.log2(sinceKey / 4));
}

function baselinesOf(packets: readonly ClassedPacket[]): Map<string, Baseline> {
  const sizes = new Map<string, number[]>();
  for (const { sizeBytes, classes } of packets) {
    for (const name of classes) {
      const known = sizes.get(name);
      if (known) known.push(sizeBytes);
      else sizes.set(name, [sizeBytes]);
    }
  }
  const known = [...sizes].filter(([name, values]) => name === '' || values.length >= minSamples);
  return new Map(known.map(([name, values]) => [name, baselineOf(values)]));
}

function baselineOf(values: readonly number[]): Baseline {
  const sorted = values.toSorted((a, b) => a - b);
  const [fifth, quartile] = [quantile(sorted, 0.05), quantile(sorted, 0.25)];
  const spread = (quartile - fifth) / quartileToFifth;
  return { center: quartile + quartileToMedian * spread, spread };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
