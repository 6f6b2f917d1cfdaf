import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { boxArea, clipBox } from '../box.ts';
import type { Detection } from '../detection.ts';
import { countConstant, modelName, threshold } from '../onnx/model-entry.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import type { Network } from '../onnx/network.ts';
import { onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { fitLetterbox, type LetterboxGeometry, toFrame } from '../preprocess/letterbox.ts';
import { writeLetterbox } from '../preprocess/write-letterbox.ts';
import type { PersonDetector, PreparedFrame } from './detector.ts';
import { type TargetClass, yoloHead } from './yolo-heads.ts';

/**
 * YOLOv8 and later: persons and, if the labels have them, faces.
 *
 * In: float32 [N, 3, H, W], RGB, 0..1, letterboxed on gray. Out: float32 [N, 4 + classes, anchors] or, end to end,
 * float32 [N, rows, 6]. Thresholds: `confidence`, the minimum of a person who may continue a track; `keepAlone`, that of
 * one who may start a track, and of a face (default `confidence`); and, for the former output, `iou`. Labels: one per
 * class, including `person`.
 *
 * @see https://docs.ultralytics.com/modes/export
 */
export const yoloDetector: ModelFamily<PersonDetector<LetterboxGeometry>> = async (model, loader) => {
  const session = await loader.open('model');
  const input = yoloInput(model, session);
  const head = yoloHead(model, session, input);
  const confidence = threshold(model, 'confidence');
  const { keepAlone: faceConfidence = confidence } = model.thresholds;
  const person = classOf(model, 'person');
  const face = model.labels.indexOf('face');
  return {
    findsFaces: face !== -1,
    maxBatch: input.batch ?? Number.POSITIVE_INFINITY,
    prepare: async (frame) => ({ frame, input: fitLetterbox(frame, input) }),

    async detect(batch, minConfidence = confidence) {
      if (batch.length === 0) return [];
      const output = await input.run(batch);
      const size = output.length / (input.batch ?? batch.length);
      return batch.map((prepared, index) => {
        const picture = output.subarray(index * size, (index + 1) * size);
        const find = (target: TargetClass) => insideFrame(head(picture, target), prepared);
        return {
          persons: find({ index: person, minConfidence }),
          faces: face === -1 ? null : find({ index: face, minConfidence: faceConfidence }),
        };
      });
    },
  };
};

function classOf(model: PackedModel, label: string): number {
  const index = model.labels.indexOf(label);
  if (index !== -1) return index;
  throw new ModelPackError(
    `${modelName(model)}: expected a label "${label}", the manifest names ${model.labels.join(', ') || 'none'}`,
  );
}

/** Maps boxes from input pixels to source-frame pixels; boxes in the padding are dropped. */
function insideFrame(
  found: readonly Detection[],
  { frame, input }: PreparedFrame<LetterboxGeometry>,
): Detection[] {
  return found
    .map(({ box, confidence }) => ({ box: clipBox(toFrame(box, input), frame), confidence }))
    .filter(({ box }) => boxArea(box) > 0);
}

/** Input of the network: its size, and running it on frames. */
interface YoloInput {
  readonly width: number;
  readonly height: number;
  /** Fixed batch size of the network; null when it takes any. */
  readonly batch: number | null;
  /**
   * Runs the network on frames.
   *
   * @returns its output; a fixed batch may have more pictures than frames, with undefined content
   */
  run(batch: readonly PreparedFrame<LetterboxGeometry>[]): Promise<Float32Array>;
}

/**
 * Opens the input float32 [N, 3, H, W]. The constants `inputHeight` and `inputWidth` state H and W where the network
 * leaves them free.
 *
 * @throws {ModelPackError} the network has another input, or leaves a size free that the manifest does not state
 */
function yoloInput(model: PackedModel, session: Network): YoloInput {
  const tensor = onlyTensor(model, session, 'inputs');
  const sizes = tensorSizes(model, tensor, { type: 'float32', shape: ['N', 3, 'H', 'W'] });
  const height = sizes['H'] ?? countConstant(model, 'inputHeight');
  const width = sizes['W'] ?? countConstant(model, 'inputWidth');
  const fixedBatch = sizes['N'] ?? null;
  const spare = new SpareBuffer();
  return {
    width,
    height,
    batch: fixedBatch,
    async run(batch) {
      const shape = [fixedBatch ?? batch.length, 3, height, width];
      const length = shape.reduce((product, size) => product * size);
      const buffer = spare.take(length);
      for (const [index, { frame, input }] of batch.entries()) {
        writeLetterbox(frame, input, { data: buffer, offset: index * 3 * height * width, width, height });
      }
      const picture = { type: 'float32', data: buffer.subarray(0, length), dims: shape };
      const outputs = await session.run({ [tensor.name]: picture });
      spare.giveBack(buffer);
      return outputs[session.outputs[0]!.name]!.data as Float32Array;
    },
  };
}

/** Keeps the largest input tensor between runs: at 640 x 640 each picture has 5 MB. */
class SpareBuffer {
  #spare: Float32Array | null = null;

  /** @returns a buffer of at least `length` elements, with undefined content */
  take(length: number): Float32Array {
    const spare = this.#spare;
    this.#spare = null;
    return spare && spare.length >= length ? spare : new Float32Array(length);
  }

  giveBack(buffer: Float32Array): void {
    this.#spare = buffer;
  }
}
