import { ProtobufWriter } from './protobuf-writer.ts';

/** Numbers of the supported element types (TensorProto.DataType). */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type ElementType = keyof typeof elementTypes;

/**
 * Attribute of a node: an integer, a list of integers, a text, or a float (wrapped, because a plain number is an
 * integer).
 */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant of the graph. */
export interface OnnxInitializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Elements, little-endian, last dimension fastest. */
  readonly data: Uint8Array;
}

/** An input or output of the graph; a text in the shape is a symbolic dimension. */
export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const irVersion = 8;
const opset = 17;
const producer = 'deepsentinel-embedded-pack';

/**
 * Serializes a model as ONNX (IR version 8, opset 17). The same model gives the same bytes.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the field numbers
 */
export function writeOnnxModel(model: OnnxModel): Uint8Array {
  const graph = new ProtobufWriter();
  for (const [index, node] of model.nodes.entries()) graph.message(1, nodeMessage(node, index));
  graph.text(2, model.name);
  for (const initializer of model.initializers) graph.message(5, initializerMessage(initializer));
  for (const input of model.inputs) graph.message(11, valueMessage(input));
  for (const output of model.outputs) graph.message(12, valueMessage(output));
  return new ProtobufWriter()
    .int(1, irVersion)
    .text(2, producer)
    .message(7, graph)
    .message(8, new ProtobufWriter().text(1, '').int(2, opset))
    .finish();
}

function nodeMessage({ op, inputs, outputs, attributes }: OnnxNode, index: number): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const input of inputs) message.text(1, input);
  for (const output of outputs) message.text(2, output);
  message.text(3, `${op}_${index}`).text(4, op);
  for (const [name, value] of Object.entries(attributes)) message.message(5, attributeMessage(name, value));
  return message;
}

function attributeMessage(name: string, value: OnnxAttribute): ProtobufWriter {
  const message = new ProtobufWriter().text(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, 2);
  if (typeof value === 'string') return message.text(4, value).int(20, 3);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  for (const element of value) message.int(8, element);
  return message.int(20, 7);
}

function initializerMessage({ name, type, shape, data }: OnnxInitializer): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const dimension of shape) message.int(1, dimension);
  return message.int(2, elementTypes[type]).text(8, name).bytes(9, data);
}

function valueMessage({ name, type, shape }: OnnxValue): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const dimension of shape) {
    const message = new ProtobufWriter();
    dimensions.message(
      1,
      typeof dimension === 'number' ? message.int(1, dimension) : message.text(2, dimension),
    );
  }
  const tensor = new ProtobufWriter().int(1, elementTypes[type]).message(2, dimensions);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
