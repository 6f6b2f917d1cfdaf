import type {
  ElementType,
  OnnxAttribute,
  OnnxInitializer,
  OnnxModel,
  OnnxNode,
  OnnxValue,
} from './onnx-model.ts';

/** Size up to which equal constants are shared: shapes, axes and scalars recur. */
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
    return this.emitAll(op, inputs, { outputs: 1, attributes })[0]!;
  }

  /** Adds a node with several outputs and returns their names. */
  emitAll(
    op: string,
    inputs: readonly string[],
    {
      outputs: count,
      attributes = {},
    }: { readonly outputs: number; readonly attributes?: Readonly<Record<string, OnnxAttribute>> },
  ): string[] {
    const outputs = Array.from({ length: count }, () => this.#fresh(op));
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /** Names a value of the graph as an output. */
  alias(source: string, name: string): void {
    this.nodes.push({ op: 'Identity', inputs: [source], outputs: [name], attributes: {} });
  }

  /** Adds a list of integers, or a single one without dimensions. */
  int64(value: number | readonly number[]): string {
    const [elements, shape] = typeof value === 'number' ? [[value], []] : [value, [value.length]];
    return this.constant('int64', shape, new Uint8Array(BigInt64Array.from(elements.map(BigInt)).buffer));
  }

  /** Adds a number without dimensions. */
  float32(value: number): string {
    return this.constant('float32', [], new Uint8Array(Float32Array.of(value).buffer));
  }

  /** Adds a list of numbers. */
  float32List(values: readonly number[]): string {
    return this.float32Tensor([values.length], Float32Array.from(values));
  }

  /**
   * Adds a tensor.
   *
   * @param data elements, last dimension fastest
   */
  float32Tensor(shape: readonly number[], data: Float32Array): string {
    return this.constant('float32', shape, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  /**
   * Adds a constant.
   *
   * @param data little-endian elements, last dimension fastest
   */
  constant(type: ElementType, shape: readonly number[], data: Uint8Array): string {
    const key =
      data.length <= maxSharedBytes ? `${type} ${shape} ${Buffer.from(data).toString('hex')}` : null;
    const known = key && this.#known.get(key);
    if (known) return known;
    const name = this.#fresh('constant');
    this.initializers.push({ name, type, shape, data });
    if (key) this.#known.set(key, name);
    return name;
  }

  /** Makes a model of the graph so far, with the given inputs and, by alias, outputs. */
  model(name: string, { inputs, outputs }: Record<'inputs' | 'outputs', readonly OnnxValue[]>): OnnxModel {
    return { name, nodes: this.nodes, initializers: this.initializers, inputs, outputs };
  }

  #fresh(hint: string): string {
    return `${hint}:${this.#names++}`;
  }
}
