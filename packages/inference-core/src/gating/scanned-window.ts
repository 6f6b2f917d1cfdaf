import type { FootageScan, KeyPicture } from './footage-scan.ts';
import type { GatingReason } from './gate-state.ts';
import type { Packet } from './packet.ts';

/**
 * Least length of a window, microseconds. Somebody whom neither packets nor keyframes show is found at its end, and the
 * window is decoded; so the length decides how often the detector looks, not who is found.
 */
export const windowUs = 60_000_000;
/** Length beyond which no further keyframe is waited for, microseconds: limits what is in memory. */
const maxWindowUs = 180_000_000;

/** Stretch of video from one looked-at keyframe to the next; times are on the container's clock, microseconds. */
export interface ScannedWindow {
  readonly startUs: number;
  /** Keyframe at which the next window begins; null at the end of the video. */
  readonly endUs: number | null;
  /** Packets of the window in the order of decoding. */
  readonly packets: readonly Packet[];
  /** Keyframes from the first one to that of the next window, both included. */
  readonly grays: readonly KeyPicture[];
  /** Pixels of the first keyframe, and of the next window's; null at the end of the video. */
  readonly startLook: Uint8Array;
  readonly endLook: Uint8Array | null;
}

/** Cuts a scan into windows. */
export class WindowReader {
  readonly #scan: FootageScan;

  constructor(scan: FootageScan) {
    this.#scan = scan;
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
    if (end) await scan.until(() => (scan.packets.at(-1)?.dtsUs ?? -Infinity) >= end.timeUs);
    return this.#take(start, end);
  }

  /** Finds the packet of a keyframe; -1 when it has not been read. */
  #placeOf(key: KeyPicture | undefined): number {
    return key ? this.#scan.packets.findIndex(({ isKey, ptsUs }) => isKey && ptsUs === key.timeUs) : -1;
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
    const grays = scan.grays.filter(({ timeUs }) => timeUs >= startUs && timeUs <= (endUs ?? Infinity));
    scan.grays = scan.grays.filter(({ timeUs }) => endUs !== null && timeUs >= endUs);
    return { startUs, endUs, packets, grays, startLook: start.data, endLook: end?.data ?? null };
  }
}
