import { ModelPackError, type PackedModel, type TensorContract } from '@deepsentinel/model-pack';
import { modelName } from './model-entry.ts';
import type { Network } from './network.ts';
import { describeTensor } from './onnx-session.ts';

/** Tensor that a family expects; letters in the shape stand for sizes that the model chooses. */
export interface ExpectedTensor {
  readonly type: TensorContract['type'];
  readonly shape: readonly (number | string)[];
}

/** Sizes that a model has chosen, by the letters of the expected shape; null where they are free. */
export type TensorSizes = Readonly<Record<string, number | null>>;

/**
 * Checks a tensor of a session against its family's expectation.
 *
 * @param tensor undefined when the network has none
 * @returns the sizes that the letters of the expected shape stand for
 * @throws {ModelPackError} the tensor differs; the message names the expected and the actual one
 */
export function tensorSizes(
  model: PackedModel,
  tensor: TensorContract | undefined,
  expected: ExpectedTensor,
): TensorSizes {
  const sizes: Record<string, number | null> = {};
  const fits =
    tensor?.type === expected.type &&
    tensor.shape.length === expected.shape.length &&
    expected.shape.every((size, axis) => {
      const actual = tensor.shape[axis]!;
      if (typeof size === 'number') return actual === size;
      const chosen = typeof actual === 'number' ? actual : null;
      if (size in sizes && sizes[size] !== chosen) return false;
      sizes[size] = chosen;
      return true;
    });
  if (fits) return sizes;
  const found = tensor ? `"${tensor.name}": ${describeTensor(tensor)}` : 'none';
  throw new ModelPackError(
    `${modelName(model)}: expected a tensor ${describeTensor(expected)}, found ${found}`,
  );
}

/**
 * Returns the only input or output of a network.
 *
 * @throws {ModelPackError} it has several
 */
export function onlyTensor(
  model: PackedModel,
  session: Network,
  direction: 'inputs' | 'outputs',
): TensorContract {
  const [tensor, ...others] = session[direction];
  if (tensor && others.length === 0) return tensor;
  const names = session[direction].map(({ name }) => name).join(', ');
  throw new ModelPackError(`${modelName(model)}: expected one of ${direction}, found ${names}`);
}

/** Finds an input or output by name; undefined when there is none. */
export function namedTensor(
  session: Network,
  direction: 'inputs' | 'outputs',
  name: string,
): TensorContract | undefined {
  return session[direction].find((tensor) => tensor.name === name);
}

/**
 * Finds the output of a network that exporters name differently.
 *
 * @param names possible names, in order of preference
 * @throws {ModelPackError} the network has none of them
 */
export function chooseOutput(model: PackedModel, session: Network, names: readonly string[]): TensorContract {
  for (const name of names) {
    const output = namedTensor(session, 'outputs', name);
    if (output) return output;
  }
  const found = session.outputs.map(({ name }) => name).join(', ');
  throw new ModelPackError(`${modelName(model)}: expected an output ${names.join(' or ')}, found ${found}`);
}
