/** Decoded frame of a video. */
export interface Frame {
  /**
   * Pixels, uint8 [height, width, 3], RGB, rows without padding, upright, with square pixels; empty in a frame that was
   * passed over without decoding, because nothing happens there.
   */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Time from the first frame of the video, whole milliseconds: it ascends whatever the container says. */
  readonly timeMs: number;
  /** Number of jumps of the recording's clock up to this frame, behind which time counts on; 0 when missing. */
  readonly clockJumps?: number;
}

/** Whether a frame has been decoded. */
export function hasPicture({ data }: Frame): boolean {
  return data.length > 0;
}
