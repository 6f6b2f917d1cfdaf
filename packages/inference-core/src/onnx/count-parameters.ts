/**
 * Field numbers of ONNX's protobuf messages that lead to the shapes of the weights.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
const fields = { graphOfModel: 7, initializerOfGraph: 5, dimsOfTensor: 1 };

/**
 * Counts the learned parameters of a model: the elements of its initializers.
 *
 * @param bytes an ONNX file
 */
export function countParameters(bytes: Uint8Array): number {
  let count = 0;
  for (const graph of messages(bytes, fields.graphOfModel)) {
    for (const tensor of messages(graph, fields.initializerOfGraph)) count += elements(tensor);
  }
  return count;
}

/** Counts the elements of a TensorProto, whose dimensions are packed or not; a tensor without dimensions has one. */
function elements(tensor: Uint8Array): number {
  let product = 1;
  for (const { field, value } of entries(tensor)) {
    if (field !== fields.dimsOfTensor) continue;
    const dims = typeof value === 'number' ? [value] : packed(value);
    for (const dim of dims) product *= dim;
  }
  return product;
}

function* messages(bytes: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const { field, value } of entries(bytes)) {
    if (field === wanted && typeof value !== 'number') yield value;
  }
}

function* packed(bytes: Uint8Array): Generator<number> {
  const reader = new Reader(bytes);
  while (!reader.isAtEnd) yield reader.varint();
}

/** Iterates over the fields of a protobuf message. @see https://protobuf.dev/programming-guides/encoding/ */
function* entries(
  bytes: Uint8Array,
): Generator<{ readonly field: number; readonly value: number | Uint8Array }> {
  const reader = new Reader(bytes);
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    yield { field: Math.floor(tag / 8), value: reader.value(tag % 8) };
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** Reads a varint. Values beyond 2^53 would lose digits; none here is as large. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined)
        throw new Error('the file ends within a number: it is no ONNX model, or cut off');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  value(wireType: number): number | Uint8Array {
    if (wireType === 0) return this.varint();
    if (wireType === 2) return this.#take(this.varint());
    if (wireType === 1 || wireType === 5) return this.#take(wireType === 1 ? 8 : 4);
    throw new Error(`no ONNX model: a field of wire type ${wireType}`);
  }

  #take(length: number): Uint8Array {
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }
}
