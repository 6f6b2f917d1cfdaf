import type { GatingReason } from './gate-state.ts';
import { isChangedPicture } from './gray-picture.ts';
import type { Packet } from './packet.ts';
import { findActivity, type Span } from './packet-activity.ts';
import type { ScannedWindow } from './scanned-window.ts';

/** How far spans reach beyond what was noticed; microseconds. */
export interface SpanMargins {
  readonly lookBackUs: number;
  readonly holdUs: number;
}

/** Gap between two spans below which it is decoded, too, microseconds: another decoder would cost as much. */
const minGapUs = 3_000_000;

/** What is known of the people in a window. */
export interface WindowLooks {
  readonly startsWithPeople: boolean;
  readonly endsWithPeople: boolean;
  /** Time until which an earlier window wants it decoded, microseconds. */
  readonly wantedUntilUs: number;
}

export interface SpanPlan {
  /** Spans to decode, ascending, without overlap; their ends lie in the window. */
  readonly spans: readonly Span[];
  /** Time until which the next window is to be decoded, microseconds. */
  readonly wantedUntilUs: number;
}

/** Chooses the spans of a window that are decoded. */
export function planSpans(
  window: ScannedWindow,
  { startsWithPeople, endsWithPeople, wantedUntilUs }: WindowLooks,
  { lookBackUs, holdUs }: SpanMargins,
): SpanPlan {
  const { startUs, packets } = window;
  const endUs = window.endUs ?? Infinity;
  const noticed = [...findActivity(packets), ...changes(window), ...damages(packets)];
  const widened = noticed.map(({ fromUs, toUs }) => ({ fromUs: fromUs - lookBackUs, toUs: toUs + holdUs }));
  if (startsWithPeople) widened.push({ fromUs: startUs, toUs: startUs + holdUs });
  if (wantedUntilUs >= startUs) widened.push({ fromUs: startUs, toUs: wantedUntilUs });
  const joined = join(widened);
  const last = joined.at(-1);
  if (endsWithPeople && (last?.toUs ?? -Infinity) < endUs) {
    // Whoever is there has come with the first change, or unnoticed.
    const fromUs = joined[0]?.fromUs ?? startUs;
    return { spans: clip([{ fromUs, toUs: endUs }], startUs, endUs), wantedUntilUs: endUs };
  }
  return { spans: clip(joined, startUs, endUs), wantedUntilUs: last?.toUs ?? Number.MIN_SAFE_INTEGER };
}

/** Stretches between two keyframes that differ. */
function changes({ grays }: ScannedWindow): Span[] {
  return grays.slice(1).flatMap((now, index) => {
    const before = grays[index]!;
    return isChangedPicture(before.data, now.data) ? [{ fromUs: before.timeUs, toUs: now.timeUs }] : [];
  });
}

function damages(packets: readonly Packet[]): Span[] {
  return packets.flatMap(({ isCorrupt, ptsUs }) =>
    isCorrupt && ptsUs !== null ? [{ fromUs: ptsUs, toUs: ptsUs }] : [],
  );
}

function join(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const last = joined.at(-1);
    if (last && span.fromUs - last.toUs < minGapUs) {
      joined[joined.length - 1] = { fromUs: last.fromUs, toUs: Math.max(last.toUs, span.toUs) };
    } else joined.push(span);
  }
  return joined;
}

function clip(spans: readonly Span[], startUs: number, endUs: number): Span[] {
  return spans
    .map(({ fromUs, toUs }) => ({ fromUs: Math.max(fromUs, startUs), toUs: Math.min(toUs, endUs) }))
    .filter(({ fromUs, toUs }) => fromUs <= toUs);
}

/** Longest distance of keyframes at which they alone show whoever comes in, microseconds: nobody is gone sooner. */
const maxKeyDistanceUs = 2_000_000;
/** Pixels for which an unchanged picture needs a bit (MPEG-4 Part 2: one for each macroblock). */
const pixelsPerBit = 256;
/** Multiple of the size of an unchanged picture from which packets of one size are padded. */
const minPadding = 3;
/** Share of packets of one size that shows padding. */
const minPaddedShare = 0.3;

/**
 * Finds out why the packets of a window do not tell what happens in it.
 *
 * @param maxPauseUs longest step between two pictures; a longer one is a jump of the clock
 * @returns null when they do
 */
export function uselessness(
  { packets, grays, startUs }: ScannedWindow,
  { previousUs, maxPauseUs, pixels }: { previousUs: number | null; maxPauseUs: number; pixels: number },
): GatingReason | null {
  if (packets.some(({ ptsUs, dtsUs }) => ptsUs === null || dtsUs === null)) {
    return 'times are missing or irregular';
  }
  const times = shownTimes(packets);
  const steps = times.map((timeUs, index) => timeUs - (times[index - 1] ?? previousUs ?? timeUs - 1));
  if (steps.some((step) => step <= 0 || step > maxPauseUs)) return 'times are missing or irregular';
  const between = packets.filter(({ isKey }) => !isKey);
  if (between.length === 0) return 'every picture is a keyframe';
  const keys = [...grays.map(({ timeUs }) => timeUs), times.at(-1) ?? startUs];
  const isSparse = keys.some((timeUs, index) => timeUs - (keys[index - 1] ?? startUs) > maxKeyDistanceUs);
  return isSparse && isPadded(between, pixels) ? 'packets are padded' : null;
}

/** Times of the pictures that are shown, ascending, microseconds. */
export function shownTimes(packets: readonly Packet[]): number[] {
  return packets
    .filter(({ isDiscarded }) => !isDiscarded)
    .flatMap(({ ptsUs }) => ptsUs ?? [])
    .toSorted((a, b) => a - b);
}

function isPadded(packets: readonly Packet[], pixels: number): boolean {
  const minPaddedBytes = (minPadding * pixels) / pixelsPerBit / 8;
  const counts = new Map<number, number>();
  for (const { sizeBytes } of packets) {
    if (sizeBytes >= minPaddedBytes) counts.set(sizeBytes, (counts.get(sizeBytes) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) >= minPaddedShare * packets.length;
}
