import { isChangedPicture } from './gray-picture.ts';
import { keyTimes, type Packet, shownTimes } from './packet.ts';
import { type Activity, joinSpans, type Span } from './packet-activity.ts';
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

/** A window with the stretches in which its packets stand out. */
export interface MeasuredWindow extends ScannedWindow {
  readonly activity: readonly Span[];
}

/** Chooses the spans of a window that are decoded. */
export function planSpans(
  window: MeasuredWindow,
  { startsWithPeople, endsWithPeople, wantedUntilUs }: WindowLooks,
  { lookBackUs, holdUs }: SpanMargins,
): SpanPlan {
  const { startUs, packets, activity } = window;
  const endUs = window.endUs ?? Infinity;
  const noticed = [...activity, ...changes(window), ...damages(packets)];
  const widened = noticed.map(({ fromUs, toUs }) => ({ fromUs: fromUs - lookBackUs, toUs: toUs + holdUs }));
  if (startsWithPeople) widened.push({ fromUs: startUs, toUs: startUs + holdUs });
  if (wantedUntilUs >= startUs) widened.push({ fromUs: startUs, toUs: wantedUntilUs });
  const joined = joinSpans(widened, minGapUs);
  const last = joined.at(-1);
  if (endsWithPeople && (last?.toUs ?? -Infinity) < endUs) {
    // Whoever is there has come with the first change, or unnoticed.
    const fromUs = joined[0]?.fromUs ?? startUs;
    return { spans: clip([{ fromUs, toUs: endUs }], startUs, endUs), wantedUntilUs: endUs };
  }
  return { spans: clip(joined, startUs, endUs), wantedUntilUs: last?.toUs ?? Number.MIN_SAFE_INTEGER };
}

/** Stretches between two pictures that differ. */
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

function clip(spans: readonly Span[], startUs: number, endUs: number): Span[] {
  return spans
    .map(({ fromUs, toUs }) => ({ fromUs: Math.max(fromUs, startUs), toUs: Math.min(toUs, endUs) }))
    .filter(({ fromUs, toUs }) => fromUs <= toUs);
}

/** Longest distance of keyframes at which they alone show whoever comes in, microseconds: nobody is gone sooner. */
const maxKeyDistanceUs = 2_000_000;

/** Whether a picture of each second must be compared: the packets tell nothing, and keyframes are rare or all there is. */
export function wantsSeconds({ packets, startUs, endUs }: ScannedWindow, { isTelling }: Activity): boolean {
  if (isTelling) return false;
  if (packets.every(({ isKey }) => isKey)) return true;
  const keys = [...keyTimes(packets), endUs ?? shownTimes(packets).at(-1) ?? startUs];
  return keys.some((timeUs, index) => timeUs - (keys[index - 1] ?? startUs) > maxKeyDistanceUs);
}
