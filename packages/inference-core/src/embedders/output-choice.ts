import { ModelPackError, type PackedModel, type TensorContract } from '@deepsentinel/model-pack';
import { modelName } from '../onnx/model-entry.ts';
import type { OnnxSession } from '../onnx/onnx-session.ts';
import { namedTensor } from '../onnx/tensor-contract.ts';

/**
 * The output to read of a network whose exporters name it differently.
 *
 * @param names the first that there is counts
 * @throws {ModelPackError} it has none of them
 */
export function chooseOutput(
  model: PackedModel,
  session: OnnxSession,
  names: readonly string[],
): TensorContract {
  for (const name of names) {
    const output = namedTensor(session, 'outputs', name);
    if (output) return output;
  }
  const found = session.outputs.map(({ name }) => name).join(', ');
  throw new ModelPackError(`${modelName(model)}: expected an output ${names.join(' or ')}, found ${found}`);
}
