import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { BatchedNetwork } from '../onnx/batched-network.ts';
import { constant, modelName } from '../onnx/model-entry.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import type { Network } from '../onnx/network.ts';
import { onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import type { AttributeEstimator, AttributeSample } from './estimators.ts';
import { type PersonCrops, personCrops, writePerson } from './mivolo-crops.ts';

/** Input sides of MiVOLO's first and second version, pixels. */
const knownSides = [224, 384];
/** Expected labels, in the order of the logits. */
const genders = 'male, female';

/**
 * MiVOLO: age and gender from a face, a body or both.
 *
 * In: float32 [N, 6, S, S], S = 224 or 384, the face in channels 0 to 2 and the body in 3 to 5, RGB, ImageNet
 * normalization. Out: float32 [N, 3], logits of `male` and `female`, and the age, which the constants `minAge`,
 * `maxAge` and `avgAge` turn into years.
 *
 * @see https://github.com/WildChlamydia/MiVOLO/blob/main/mivolo/model/mi_volo.py
 */
export const mivoloEstimator: ModelFamily<AttributeEstimator> = async (model, loader) => {
  const decode = sampleDecoder(model);
  const session = await loader.open('model');
  const { side, ...input } = inputOf(model, session);
  const output = onlyTensor(model, session, 'outputs');
  tensorSizes(model, output, { type: 'float32', shape: [input.batch ?? 'N', 3] });
  const network = new BatchedNetwork<PersonCrops>(session, {
    ...input,
    write: (crops, slice) => writePerson(crops, slice, side),
  });
  return {
    ageErrorYears: 5,
    needsFace: false,
    async estimate(scene, subjects) {
      const crops = subjects.map((subject) => personCrops(scene, subject));
      const usable = crops.filter((crop) => crop !== null);
      const outputs = await network.run(usable);
      const samples = outputs.map((tensors) => decode(tensors[output.name]!)).values();
      return crops.map((crop) => crop && samples.next().value!);
    },
  };
};

function inputOf(model: PackedModel, session: Network) {
  const input = onlyTensor(model, session, 'inputs');
  const { N: batch = null, S: side } = tensorSizes(model, input, {
    type: 'float32',
    shape: ['N', 6, 'S', 'S'],
  });
  if (!side || !knownSides.includes(side)) {
    const known = knownSides.join(' or ');
    throw new ModelPackError(
      `${modelName(model)}: input "${input.name}": expected a side of ${known} pixels, found ${side ?? 'any'}`,
    );
  }
  return { name: input.name, batch, side, shape: [6, side, side] };
}

/**
 * Makes the decoder of MiVOLO's output.
 *
 * @throws {ModelPackError} the manifest has other labels, or lacks the ages of the training
 */
export function sampleDecoder(model: PackedModel): (output: Float32Array) => AttributeSample {
  const labels = model.labels.join(', ');
  if (labels !== genders) {
    throw new ModelPackError(
      `${modelName(model)}: expected the labels ${genders}, the manifest states ${labels || 'none'}`,
    );
  }
  const [minAge, maxAge] = [constant(model, 'minAge'), constant(model, 'maxAge')];
  const years = maxAge - minAge;
  if (years <= 0) {
    throw new ModelPackError(
      `${modelName(model)}: expected a constant "maxAge" above "minAge", the manifest states ${maxAge} and ${minAge}`,
    );
  }
  const average = constant(model, 'avgAge');
  return ([male, female, age]) => ({
    male: 1 / (1 + Math.exp(female! - male!)),
    ageYears: age! * years + average,
  });
}
