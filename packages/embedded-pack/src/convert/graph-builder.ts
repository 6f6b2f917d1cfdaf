import type { ElementType, OnnxAttribute, OnnxInitializer, OnnxNode } from '../onnx/onnx-model.ts';
import { elementTypes } from '../onnx/onnx-model.ts';
import { type Weight, weightNumbers } from '../tfjs/weight.ts';
import { elementCount, permute, toNchw, toNhwc, type Value } from './value.ts';

/** Constants with fewer elements are not worth storing in half precision. */
const minHalfElements = 64;

/** Shapes, axes and scalars recur; larger constants are not compared. */
const maxSharedBytes = 64;

/** Collects the nodes and constants of an ONNX graph under construction. */
export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  readonly #known = new Map<string, string>();
  #names = 0;

  /** Adds a node with one output and returns the output's name. */
  emit(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    const output = this.#fresh(op);
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  /** Gives a value of the graph the name of an output. */
  alias(source: string, name: string): void {
    this.nodes.push({ op: 'Identity', inputs: [source], outputs: [name], attributes: {} });
  }

  /** A list of integers, or a single one without dimensions. */
  int64(value: number | readonly number[]): string {
    const [elements, shape] = typeof value === 'number' ? [[value], []] : [value, [value.length]];
    return this.#shared('int64', shape, new Uint8Array(BigInt64Array.from(elements.map(BigInt)).buffer));
  }

  /** A number without dimensions. */
  float32(value: number): string {
    return this.#shared('float32', [], new Uint8Array(Float32Array.of(value).buffer));
  }

  /** Several numbers. */
  float32List(values: readonly number[]): string {
    return this.#shared('float32', [values.length], new Uint8Array(Float32Array.from(values).buffer));
  }

  /** A constant in another shape or order of dimensions; half-precision weights stay so in the file. */
  weight(constant: Weight, shape: readonly number[], order?: readonly number[]): string {
    const stored = constant.data.length < minHalfElements ? weightNumbers(constant) : constant.data;
    const data = order ? permute(stored, constant.shape, order) : stored;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (data instanceof Int32Array) return this.#shared('int32', shape, bytes);
    if (data instanceof Float32Array) return this.#shared('float32', shape, bytes);
    return this.emit('Cast', [this.#shared('float16', shape, bytes)], { to: elementTypes.float32 });
  }

  /** Name of a value in TensorFlow's layout. */
  nhwc(value: Value): string {
    value.nhwc ??= value.constant
      ? this.weight(value.constant, value.shape)
      : this.emit('Transpose', [value.nchw!], { perm: toNhwc });
    return value.nhwc;
  }

  /** Name of a value of four dimensions with the channels first. */
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

  /** Name of an operand that broadcasts against pictures with the channels first. */
  nchwOperand(value: Value): string {
    if (elementCount(value.shape) === 1 && value.constant) return this.weight(value.constant, []);
    if (value.shape.length === 4) return this.nchw(value);
    const shape = [...Array<number>(4 - value.shape.length).fill(1), ...value.shape];
    return this.nchw({ ...value, shape, constant: { ...value.constant!, shape } });
  }

  #shared(type: ElementType, shape: readonly number[], data: Uint8Array): string {
    const key =
      data.length <= maxSharedBytes ? `${type} ${shape} ${Buffer.from(data).toString('hex')}` : null;
    const known = key && this.#known.get(key);
    if (known) return known;
    const name = this.#fresh('constant');
    this.initializers.push({ name, type, shape, data });
    if (key) this.#known.set(key, name);
    return name;
  }

  #fresh(hint: string): string {
    return `${hint}:${this.#names++}`;
  }
}
