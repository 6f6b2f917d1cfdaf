import type { TestConstant } from './tensor.ts';

/** Makes attributes as graph models write them: texts in base64, integers as texts. */
export const attribute = {
  text: (value: string) => ({ s: base64(value) }),
  texts: (...values: string[]) => ({ list: { s: values.map(base64) } }),
  integer: (value: number) => ({ i: `${value}` }),
  integers: (...values: number[]) => ({ list: { i: values.map(String) } }),
  flag: (value: boolean) => ({ b: value }),
  type: (value: 'DT_FLOAT' | 'DT_INT32' | 'DT_BOOL') => ({ type: value }),
};

/** A node; constants among its inputs are written inline. */
export interface TestNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly (string | TestConstant)[];
  readonly attributes?: Readonly<Record<string, object>>;
}

/** The two files of a graph model. */
export interface TestGraphModel {
  readonly json: object;
  readonly bin: Uint8Array;
}

/**
 * Makes a TensorFlow.js graph model with one input, `x`.
 *
 * @param input shape of `x`, -1 for an open batch
 */
export function graphModel(
  input: { shape: readonly number[]; type: 'DT_FLOAT' | 'DT_INT32' },
  nodes: readonly TestNode[],
): TestGraphModel {
  const constants: { name: string; constant: TestConstant }[] = [];
  const reference = (operand: string | TestConstant): string => {
    if (typeof operand === 'string') return operand;
    const name = `constant_${constants.length}`;
    constants.push({ name, constant: operand });
    return name;
  };
  const operations = nodes.map(({ name, op, inputs, attributes }) => {
    return { name, op, input: inputs.map(reference), attr: attributes ?? {} };
  });
  const shape = { dim: input.shape.map((size) => ({ size: `${size}` })) };
  const placeholder = {
    name: 'x',
    op: 'Placeholder',
    attr: { dtype: attribute.type(input.type), shape: { shape } },
  };
  const declared = constants.map(({ name, constant }) => {
    const dtype = constant.data instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT';
    return { name, op: 'Const', attr: { dtype: attribute.type(dtype) } };
  });
  const weights = constants.map(({ name, constant }) => weightSpec(name, constant));
  return {
    json: {
      modelTopology: { node: [placeholder, ...declared, ...operations], versions: { producer: 1 } },
      weightsManifest: [{ weights }],
    },
    bin: Buffer.concat(
      constants.map(({ constant: { data } }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
    ),
  };
}

function weightSpec(name: string, { shape, data }: TestConstant): object {
  const dtype = data instanceof Int32Array ? 'int32' : 'float32';
  return { name, shape, dtype, ...(data instanceof Uint16Array && { quantization: { dtype: 'float16' } }) };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
