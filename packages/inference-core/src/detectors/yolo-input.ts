import type { PackedModel } from '@deepsentinel/model-pack';
import { Tensor } from 'onnxruntime-node';
import { countConstant } from '../onnx/model-entry.ts';
import type { OnnxSession } from '../onnx/onnx-session.ts';
import { onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import type { LetterboxGeometry } from '../preprocess/letterbox-geometry.ts';
import { writeLetterbox } from '../preprocess/write-letterbox.ts';
import type { PreparedFrame } from './detector.ts';

/** The input of a network: its size, and how frames get into it. */
export interface YoloInput {
  readonly width: number;
  readonly height: number;
  /** Pictures that each run takes; null when that is free. */
  readonly batch: number | null;
  /** Runs the network on frames; its one output. Pictures that a fixed batch has too many show nothing of interest. */
  run(batch: readonly PreparedFrame<LetterboxGeometry>[]): Promise<Float32Array>;
}

/**
 * The input as the network states it: float32 [N, 3, H, W]. The constants `inputHeight` and `inputWidth` choose where H
 * and W are free.
 *
 * @throws {ModelPackError} the network has another input, or leaves a size free that the manifest does not state
 */
export function yoloInput(model: PackedModel, session: OnnxSession): YoloInput {
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
      const picture = new Tensor('float32', buffer.subarray(0, length), shape);
      const outputs = await session.run({ [tensor.name]: picture });
      spare.giveBack(buffer);
      return outputs[session.outputs[0]!.name]!.data as Float32Array;
    },
  };
}

/** The largest input tensor so far, between runs: at 640 x 640 each picture has 5 MB. */
class SpareBuffer {
  #spare: Float32Array | null = null;

  /** @returns at least as long as asked for */
  take(length: number): Float32Array {
    const spare = this.#spare;
    this.#spare = null;
    return spare && spare.length >= length ? spare : new Float32Array(length);
  }

  giveBack(buffer: Float32Array): void {
    this.#spare = buffer;
  }
}
