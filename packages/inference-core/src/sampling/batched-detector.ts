import type { PersonDetector } from '../detectors/detector.ts';
import { OomBatchBackOff } from '../onnx/oom-batch-back-off.ts';

/**
 * A detector that takes any number of frames: as many in one run as its network takes and the device has memory for, which
 * it remembers.
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
