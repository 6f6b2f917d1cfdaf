import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { OomBatchBackOff } from '../onnx/batched-network.ts';

/** A frame converted to the input of a detector's network. */
export interface PreparedFrame<Input = unknown> {
  readonly frame: Frame;
  readonly input: Input;
}

/**
 * Persons and faces that a detector found in a frame: boxes in source-frame pixels inside the frame, confidence
 * descending.
 */
export interface Detections {
  readonly persons: readonly Detection[];
  /** Faces; null when the detector does not find faces. */
  readonly faces: readonly Detection[] | null;
}

/** Finds persons, and faces if it can, in frames. `prepare` runs while the network processes earlier frames. */
export interface PersonDetector<Input = unknown> {
  /** Whether its detections include faces. */
  readonly findsFaces: boolean;
  /** Largest batch that the network takes, frames; `Infinity` when it takes any. */
  readonly maxBatch: number;
  prepare(frame: Frame): Promise<PreparedFrame<Input>>;
  /**
   * @param batch at most `maxBatch` frames
   * @param minConfidence minimum confidence of persons, 0..1; the model's own threshold unless given
   * @returns the detections of each frame, in the order of the frames
   */
  detect(batch: readonly PreparedFrame<Input>[], minConfidence?: number | undefined): Promise<Detections[]>;
}

/**
 * Makes a detector take any number of frames: it splits them into batches that fit the network and the device's memory.
 */
export function batchedDetector<Input>(detector: PersonDetector<Input>): PersonDetector<Input> {
  const backOff = new OomBatchBackOff(detector.maxBatch);
  return {
    findsFaces: detector.findsFaces,
    maxBatch: Number.POSITIVE_INFINITY,
    prepare: (frame) => detector.prepare(frame),
    detect: (frames, minConfidence) => backOff.run(frames, (batch) => detector.detect(batch, minConfidence)),
  };
}
