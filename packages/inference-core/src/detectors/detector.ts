import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';

/** A frame brought into the form that a detector's network takes. */
export interface PreparedFrame<Input = unknown> {
  readonly frame: Frame;
  readonly input: Input;
}

/** What a detector saw in a frame: boxes in source-frame pixels inside the frame, confidence descending. */
export interface Detections {
  readonly persons: readonly Detection[];
  /** Null when the detector does not look for faces. */
  readonly faces: readonly Detection[] | null;
}

/** Finds persons, and faces if it can, in frames. `prepare` runs beside the network of the frames before. */
export interface PersonDetector<Input = unknown> {
  /** Whether `Detections` have faces. */
  readonly findsFaces: boolean;
  /** Frames that the network takes at once; `Infinity` when that is free. */
  readonly maxBatch: number;
  prepare(frame: Frame): Promise<PreparedFrame<Input>>;
  /**
   * @param batch at most `maxBatch` frames
   * @param minConfidence only persons at least this confident, 0..1; the model's own threshold unless given
   * @returns for each frame, in their order, what was seen in it
   */
  detect(batch: readonly PreparedFrame<Input>[], minConfidence?: number | undefined): Promise<Detections[]>;
}
