/** Axis-aligned rectangle (xyxy) in source-frame pixels; x to the right, y down. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}
