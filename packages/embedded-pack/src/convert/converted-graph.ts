import { elementTypes, GraphBuilder } from '@deepsentinel/onnx-writer';
import { type Weight, weightNumbers } from '../tfjs/weight.ts';
import { elementCount, permute, toNchw, toNhwc, type Value } from './value.ts';

/** Size from which constants are written in half precision. */
const minHalfElements = 64;

/** An ONNX graph under conversion from TensorFlow.js, with its weights and both layouts of pictures. */
export class ConvertedGraph extends GraphBuilder {
  /** Adds a constant in another shape or order of dimensions; half-precision weights stay so in the file. */
  weight(constant: Weight, shape: readonly number[], order?: readonly number[]): string {
    const numbers = constant.data.length < minHalfElements ? weightNumbers(constant) : constant.data;
    const data = order ? permute(numbers, constant.shape, order) : numbers;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (data instanceof Int32Array) return this.constant('int32', shape, bytes);
    if (data instanceof Float32Array) return this.constant('float32', shape, bytes);
    return this.emit('Cast', [this.constant('float16', shape, bytes)], { to: elementTypes.float32 });
  }

  /** Gives the name of a value in TensorFlow's layout. */
  nhwc(value: Value): string {
    value.nhwc ??= value.constant
      ? this.weight(value.constant, value.shape)
      : this.emit('Transpose', [value.nchw!], { perm: toNhwc });
    return value.nhwc;
  }

  /** Gives the name of a value of four dimensions with the channels first. */
  nchw(value: Value): string {
    value.nchw ??= value.constant
      ? this.weight(
          value.constant,
          toNchw.map((axis) => value.shape[axis]!),
          toNchw,
        )
      : this.emit('Transpose', [value.nhwc!], { perm: toNchw });
    return value.nchw;
  }

  /** Gives the name of an operand that broadcasts against pictures with the channels first. */
  nchwOperand(value: Value): string {
    if (elementCount(value.shape) === 1 && value.constant) return this.weight(value.constant, []);
    if (value.shape.length === 4) return this.nchw(value);
    const shape = [...Array<number>(4 - value.shape.length).fill(1), ...value.shape];
    return this.nchw({ ...value, shape, constant: { ...value.constant!, shape } });
  }
}
