/** Packet of a video stream as its container stores it; times are on the container's clock, microseconds. */
export interface Packet {
  /** Time at which its picture is shown; null when the container does not say. */
  readonly ptsUs: number | null;
  /** Time at which it is decoded; null when the container does not say. */
  readonly dtsUs: number | null;
  readonly sizeBytes: number;
  readonly isKey: boolean;
  /** Whether its picture is only a reference for others, as in front of the start of an edit list. */
  readonly isDiscarded: boolean;
  /** Whether the container marks it as damaged. */
  readonly isCorrupt: boolean;
}

/** Ticks of a stream's clock. */
export interface TimeBase {
  readonly numerator: number;
  readonly denominator: number;
}

/** Time that ffmpeg writes for an unknown one (AV_NOPTS_VALUE). */
const unknownTime = '-9223372036854775808';
/** Bits of ffmpeg's packet flags. */
const flag = { key: 1, corrupt: 2, discard: 4 } as const;

/** Parses the line of a `framecrc` that states the time base of the stream; null for another line. */
export function parseTimeBase(line: string): TimeBase | null {
  const match = /^#tb 0: (\d+)\/(\d+)/.exec(line);
  return match && { numerator: Number(match[1]), denominator: Number(match[2]) };
}

/**
 * Parses the line of a `framecrc` that describes a packet: stream, dts, pts, duration, size, checksum and, unless the
 * packet is a plain keyframe, its flags.
 *
 * @returns null for another line
 */
export function parsePacket(line: string, timeBase: TimeBase): Packet | null {
  const match = /^0, *(-?\d+), *(-?\d+), *-?\d+, *(\d+), 0x[0-9a-f]+(?:, F=0x([0-9A-F]+))?/.exec(line);
  if (!match) return null;
  const [, dts, pts, size, hex] = match;
  const flags = hex === undefined ? flag.key : Number.parseInt(hex, 16);
  return {
    ptsUs: microseconds(pts!, timeBase),
    dtsUs: microseconds(dts!, timeBase),
    sizeBytes: Number(size),
    isKey: (flags & flag.key) !== 0,
    isDiscarded: (flags & flag.discard) !== 0,
    isCorrupt: (flags & flag.corrupt) !== 0,
  };
}

/** Converts ticks as the filter `settb=AVTB` does: rounded to the nearest microsecond, halves away from zero. */
function microseconds(ticks: string, { numerator, denominator }: TimeBase): number | null {
  if (ticks === unknownTime) return null;
  const [count, divisor] = [BigInt(ticks), BigInt(denominator)];
  const scaled = count * BigInt(numerator) * 1_000_000n;
  const magnitude = ((scaled < 0n ? -scaled : scaled) + divisor / 2n) / divisor;
  return Number(scaled < 0n ? -magnitude : magnitude);
}

/** Times of the pictures that are shown, ascending, microseconds. */
export function shownTimes(packets: readonly Packet[]): number[] {
  return packets
    .filter(({ isDiscarded }) => !isDiscarded)
    .flatMap(({ ptsUs }) => ptsUs ?? [])
    .toSorted((a, b) => a - b);
}

/** Times of the keyframes that are shown, ascending, microseconds. */
export function keyTimes(packets: readonly Packet[]): number[] {
  return shownTimes(packets.filter(({ isKey }) => isKey));
}

/**
 * Whether all times are known and each picture follows the one before within a pause.
 *
 * @param previousUs time of the picture before; null when there is none
 * @param maxPauseUs longest step between two pictures; a longer one is a jump of the clock
 */
export function hasRegularTimes(
  packets: readonly Packet[],
  { previousUs, maxPauseUs }: { readonly previousUs: number | null; readonly maxPauseUs: number },
): boolean {
  if (packets.some(({ ptsUs, dtsUs }) => ptsUs === null || dtsUs === null)) return false;
  const times = shownTimes(packets);
  const steps = times.map((timeUs, index) => timeUs - (times[index - 1] ?? previousUs ?? timeUs - 1));
  return steps.every((step) => step > 0 && step <= maxPauseUs);
}
