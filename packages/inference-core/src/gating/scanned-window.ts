import type { FootageScan, KeyPicture } from './footage-scan.ts';
import type { GatingReason, ScanKind } from './gate-state.ts';
import type { Packet } from './packet.ts';
import { secondUs } from './scan-arguments.ts';

/**
 * Least length of a window, microseconds. Somebody whom neither packets nor keyframes show is found at its end, and the
 * window is decoded; so the length decides how often the detector looks, not who is found.
 */
export const windowUs = 60_000_000;
/** Length below which the rest of a video is no window of its own, microseconds. */
const minWindowUs = 30_000_000;
/** Length beyond which no further keyframe is waited for, microseconds: limits what is in memory. */
const maxWindowUs = 180_000_000;

/** Stretch of video from one looked-at keyframe to the next; times are on the container's clock, microseconds. */
export interface ScannedWindow {
  readonly startUs: number;
  /** Keyframe at which the next window begins; null at the end of the video. */
  readonly endUs: number | null;
  /** Packets of the window in the order of decoding. */
  readonly packets: readonly Packet[];
  /** Pictures that are compared, ascending in time; keyframes include that of the next window. */
  readonly grays: readonly KeyPicture[];
  /** Pixels of the first keyframe, and of the next window's; null at the end of the video. */
  readonly startLook: Uint8Array;
  readonly endLook: Uint8Array | null;
}

/** Cuts a scan into windows. */
export class WindowReader {
  readonly #scan: FootageScan;
  readonly #kind: ScanKind;

  constructor(scan: FootageScan, kind: ScanKind) {
    this.#scan = scan;
    this.#kind = kind;
  }

  /**
   * Reads the next window.
   *
   * @returns why the scan is of no use; null after the last window
   */
  async next(): Promise<ScannedWindow | GatingReason | null> {
    const scan = this.#scan;
    // The list of packets may come after the pictures.
    await scan.until(() => this.#placeOf(scan.looks[0]) >= 0 || this.#isTooLong(scan.packets[0]));
    const start = scan.looks[0];
    if (!start) return scan.packets.length > 0 ? 'keyframes are too far apart' : null;
    const first = this.#placeOf(start);
    if (first < 0) return 'times are missing or irregular';
    scan.packets.splice(0, first);
    await scan.until(() => scan.looks.length > 1 || this.#isTooLong(scan.packets[0]));
    const end = scan.looks[1] ?? null;
    if (!end && !scan.end) return 'keyframes are too far apart';
    if (!end) return this.#take(start, null);
    // A short rest has too few packets for a baseline of its own.
    await scan.until(() => (scan.packets.at(-1)?.dtsUs ?? -Infinity) >= end.timeUs + minWindowUs);
    return this.#take(
      start,
      scan.end && scan.looks.length === 2 && this.#restUs(end) < minWindowUs ? null : end,
    );
  }

  /** Finds the packet of a keyframe; -1 when it has not been read. */
  #placeOf(key: KeyPicture | undefined): number {
    return key ? this.#scan.packets.findIndex(({ isKey, ptsUs }) => isKey && ptsUs === key.timeUs) : -1;
  }

  /** Length of what comes after a keyframe, as far as it has been read, microseconds. */
  #restUs(key: KeyPicture): number {
    return (this.#scan.packets.at(-1)?.dtsUs ?? key.timeUs) - key.timeUs;
  }

  #isTooLong(first: Packet | undefined): boolean {
    const last = this.#scan.packets.at(-1);
    if (first?.dtsUs == null || last?.dtsUs == null) return false;
    return last.dtsUs - first.dtsUs > maxWindowUs;
  }

  #take(start: KeyPicture, end: KeyPicture | null): ScannedWindow | GatingReason {
    const scan = this.#scan;
    const [startUs, endUs] = [start.timeUs, end?.timeUs ?? null];
    const isInside = ({ ptsUs }: Packet) =>
      ptsUs === null || (ptsUs >= startUs && (endUs === null || ptsUs < endUs));
    const packets = scan.packets.filter(isInside);
    const next = end ? this.#placeOf(end) : 0;
    if (next < 0) return 'times are missing or irregular';
    scan.packets = end ? scan.packets.slice(next) : [];
    scan.looks.shift();
    const grays = this.#compared(startUs, endUs ?? Infinity);
    scan.grays = scan.grays.filter(({ timeUs }) => endUs !== null && timeUs >= endUs);
    return { startUs, endUs, packets, grays, startLook: start.data, endLook: end?.data ?? null };
  }

  #compared(startUs: number, endUs: number): KeyPicture[] {
    const { grays } = this.#scan;
    if (this.#kind === 'keyframes') {
      return grays.filter(({ timeUs }) => timeUs >= startUs && timeUs <= endUs);
    }
    // The first picture of a scan is sent whenever it is shown; one of a second's first pictures is sent by every scan.
    const firstUs = Math.ceil(startUs / secondUs) * secondUs;
    return grays.filter(({ timeUs }) => timeUs >= firstUs && timeUs < endUs);
  }
}
