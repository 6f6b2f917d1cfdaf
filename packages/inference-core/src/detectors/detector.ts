import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';

/** A frame brought into the form that a detector's network takes. */
export interface PreparedFrame<Input = unknown> {
  readonly frame: Frame;
  readonly input: Input;
}

/** Finds persons in frames. `prepare` runs beside the network of the frame before. */
export interface PersonDetector<Input = unknown> {
  prepare(frame: Frame): Promise<PreparedFrame<Input>>;
  /**
   * @param minConfidence only persons at least this confident, 0..1; the model's own threshold unless given
   * @returns boxes in source-frame pixels inside the frame, confidence descending
   */
  detect(prepared: PreparedFrame<Input>, minConfidence?: number | undefined): Promise<Detection[]>;
}
