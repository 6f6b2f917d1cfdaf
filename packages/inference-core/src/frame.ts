/** Decoded frame of a video. */
export interface Frame {
  /** Pixels, uint8 [height, width, 3], RGB, rows without padding, rotation already applied. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Presentation time from the first frame of the video, whole milliseconds. */
  readonly timeMs: number;
}
