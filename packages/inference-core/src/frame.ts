/** One decoded picture of a video. */
export interface Frame {
  /** uint8 [height, width, 3], RGB, 0..255, rows without padding, rotation already applied. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Presentation time from the first frame of the video, milliseconds, rounded to whole ones. */
  readonly timeMs: number;
}
