/** Reason why footage is decoded without a gate, from some moment on or altogether. */
export type GatingReason =
  | 'off'
  | 'every picture is wanted'
  | 'frames from memory'
  | 'too short'
  | 'the container cannot be searched'
  | 'interlaced pictures'
  | 'times are missing or irregular'
  | 'keyframes are too far apart'
  | 'pictures differ from the packets';

/** Stretch of video between two keyframes that is planned at once; times are on the container's clock, microseconds. */
export interface WindowState {
  /** Keyframe that it begins with; null for the first one of the video. */
  readonly startUs: number | null;
  /** Time of the picture before it; null when there is none. */
  readonly previousUs: number | null;
  /** Time until which an earlier stretch wants it decoded. */
  readonly wantedUntilUs: number;
  /** Whether people are in its first picture; null when nobody has looked. */
  readonly startsWithPeople: boolean | null;
  /** Keyframe from which a decoder may begin for its first pictures; null for the start of the video. */
  readonly seekUs: number | null;
}

/**
 * Pictures that are compared to find changes: the keyframes alone, or one each second where keyframes are rare and packets
 * tell nothing, for which everything is decoded, though not converted.
 */
export type ScanKind = 'keyframes' | 'seconds';

/** Where gated decoding stands. A JSON value. */
export interface GateState {
  /** Time zero of the analysis on the container's clock, microseconds; null before the first picture. */
  readonly originUs: number | null;
  readonly window: WindowState;
  readonly scan: ScanKind;
  /** Reason why everything is decoded from the window on; null while the gate works. */
  readonly ungated: GatingReason | null;
}

export const initialGateState: GateState = {
  originUs: null,
  window: {
    startUs: null,
    previousUs: null,
    wantedUntilUs: Number.MIN_SAFE_INTEGER,
    startsWithPeople: null,
    seekUs: null,
  },
  scan: 'keyframes',
  ungated: null,
};

/** Cost and saving of gated decoding for a stretch of video. */
export interface GatingStats {
  /** Seconds of video that were passed over without decoding. */
  readonly secondsSkipped: number;
  readonly secondsDecoded: number;
  /** Pictures that were compared with the one before; keyframes only unless `scan` is `seconds`. */
  readonly keyframesCompared: number;
  readonly scan: ScanKind;
  /** Reason why nothing, or nothing more, is passed over; null while the gate works. */
  readonly reason: GatingReason | null;
}

export const noGatingStats: GatingStats = {
  secondsSkipped: 0,
  secondsDecoded: 0,
  keyframesCompared: 0,
  scan: 'keyframes',
  reason: null,
};

/** Adds up the stretches of a video; the reason is the last one's. */
export function addGatingStats(before: GatingStats, next: GatingStats): GatingStats {
  return {
    secondsSkipped: before.secondsSkipped + next.secondsSkipped,
    secondsDecoded: before.secondsDecoded + next.secondsDecoded,
    keyframesCompared: before.keyframesCompared + next.keyframesCompared,
    scan: next.scan,
    reason: next.reason,
  };
}
