import { z } from 'zod';
import type { Weight } from './weight.ts';

const shapeSchema = z.object({ dim: z.array(z.object({ size: z.coerce.number() })).default([]) });

/** Attribute of a node in protobuf's JSON mapping: texts in base64, 64-bit integers as texts. */
const attributeSchema = z.object({
  s: z.string().optional(),
  b: z.boolean().optional(),
  i: z.coerce.number().optional(),
  type: z.string().optional(),
  shape: shapeSchema.optional(),
  list: z
    .object({ i: z.array(z.coerce.number()).default([]), s: z.array(z.string()).default([]) })
    .optional(),
});

const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attributeSchema).default({}),
});
export type TfNode = z.infer<typeof nodeSchema>;

const signatureSchema = z.object({ inputs: z.record(z.string(), z.object({ tensorShape: shapeSchema })) });

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.number()),
  dtype: z.enum(['float32', 'int32']),
  quantization: z.object({ dtype: z.literal('float16') }).optional(),
});
type WeightSpec = z.infer<typeof weightSchema>;

/** TensorFlow.js graph model in its JSON form, reduced to what the converter reads. */
const graphModelSchema = z.object({
  modelTopology: z.object({ node: z.array(nodeSchema) }),
  signature: signatureSchema.optional(),
  userDefinedMetadata: z.object({ signature: signatureSchema }).optional(),
  weightsManifest: z.array(z.object({ weights: z.array(weightSchema) })).length(1),
});

/** A TensorFlow.js graph model that has been read and checked. */
export interface GraphModel {
  readonly nodes: ReadonlyMap<string, TfNode>;
  readonly weights: ReadonlyMap<string, Weight>;
  /** Shape of an input, where the model's signature states it; unknown dimensions are -1. */
  inputShape(name: string): readonly number[] | null;
}

/**
 * Reads a graph model.
 *
 * @param json the parsed `.json` file
 * @param weightBytes the `.bin` file
 * @throws {Error} not a graph model, or the weights do not fill the file
 */
export function readGraphModel(json: unknown, weightBytes: Uint8Array): GraphModel {
  const parsed = graphModelSchema.safeParse(json);
  if (!parsed.success) throw new Error(`not a TensorFlow.js graph model: ${z.prettifyError(parsed.error)}`);
  const { modelTopology, weightsManifest, signature, userDefinedMetadata } = parsed.data;
  const inputs = (signature ?? userDefinedMetadata?.signature)?.inputs ?? {};
  return {
    nodes: new Map(modelTopology.node.map((node) => [node.name, node])),
    weights: readWeights(weightsManifest[0]!.weights, weightBytes),
    inputShape: (name) => {
      const input = inputs[name] ?? inputs[`${name}:0`];
      return input ? input.tensorShape.dim.map(({ size }) => size) : null;
    },
  };
}

function readWeights(specs: readonly WeightSpec[], bytes: Uint8Array): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const spec of specs) {
    const elements = spec.shape.reduce((product, size) => product * size, 1);
    const length = elements * (spec.quantization ? 2 : 4);
    if (offset + length > bytes.length) {
      throw new Error(`the weights end within "${spec.name}" at byte ${bytes.length}`);
    }
    const own = new Uint8Array(bytes.subarray(offset, offset + length)).buffer;
    weights.set(spec.name, { shape: spec.shape, data: elementsOf(spec, own) });
    offset += length;
  }
  if (offset !== bytes.length) {
    throw new Error(`the weights take ${offset} bytes, the file has ${bytes.length}`);
  }
  return weights;
}

function elementsOf({ dtype, quantization }: WeightSpec, bytes: ArrayBuffer): Weight['data'] {
  if (dtype === 'int32') return new Int32Array(bytes);
  return quantization ? new Uint16Array(bytes) : new Float32Array(bytes);
}
