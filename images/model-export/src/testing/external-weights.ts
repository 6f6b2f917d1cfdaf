import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  elementTypes,
  type OnnxInitializer,
  type OnnxModel,
  writeOnnxModel,
} from '@deepsentinel/onnx-writer';

/** Size from which weights leave the graph: ONNX Runtime wants shapes inside. */
const leastBytes = 1024;

/** Writes a network as exporters write large ones: weights are in a separate file, `NAME.onnx_data`. */
export async function writeWithExternalWeights(onnx: OnnxModel, file: string): Promise<void> {
  const isLarge = ({ data }: OnnxInitializer) => data.length >= leastBytes;
  const large = onnx.initializers.filter(isLarge);
  const graph = writeOnnxModel({ ...onnx, initializers: onnx.initializers.filter((it) => !isLarge(it)) });
  let offset = 0;
  const references = large.map((initializer) => {
    const reference = initializerMessage(initializer, { location: `${basename(file)}_data`, offset });
    offset += initializer.data.length;
    return field(5, reference);
  });
  // Messages that follow each other are one message: what is appended belongs to the same graph.
  await writeFile(file, Buffer.concat([graph, field(7, Buffer.concat(references))]));
  if (large.length > 0) await writeFile(`${file}_data`, Buffer.concat(large.map(({ data }) => data)));
}

interface ExternalData {
  readonly location: string;
  readonly offset: number;
}

/**
 * Encodes a TensorProto with external data.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
function initializerMessage(
  { name, type, shape, data }: OnnxInitializer,
  { location, offset }: ExternalData,
): Buffer {
  const entries = Object.entries({ location, offset: `${offset}`, length: `${data.length}` });
  const external = entries.map(([key, value]) =>
    field(13, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))])),
  );
  return Buffer.concat([
    ...shape.map((size) => Buffer.from([...varint(1 << 3), ...varint(size)])),
    Buffer.from([...varint(2 << 3), elementTypes[type]]),
    field(8, Buffer.from(name)),
    ...external,
    Buffer.from([...varint(14 << 3), 1]),
  ]);
}

function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(content.length)]), content]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
}
