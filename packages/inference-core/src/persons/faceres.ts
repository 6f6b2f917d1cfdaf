import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth } from '../box.ts';
import type { Frame } from '../frame.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import { namedTensor, onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { squareAround, squareCrop } from '../preprocess/square-crop.ts';
import type { AttributeEstimator, AttributeSample } from './estimators.ts';

const inputSize = 224;
/** Side of the crop as a multiple of the face's longer side. */
const cropScale = 1.4;
/** Number of columns of the output `age`, one per year from 0 on. */
const years = 100;

/**
 * FaceRes: age and gender from a face.
 *
 * In: uint8 [N, 224, 224, 3] RGB. Out: `age` float32 [N, 100], probability of each year; `male` float32 [N, 1],
 * probability. The age is the expected value of `age`, and coarse on surveillance footage.
 *
 * @see https://github.com/HSE-asavchenko/HSE_FaceRec_tf
 */
export const faceresEstimator: ModelFamily<AttributeEstimator> = async (model, loader) => {
  const session = await loader.open('model');
  const input = onlyTensor(model, session, 'inputs');
  const { N } = tensorSizes(model, input, { type: 'uint8', shape: ['N', inputSize, inputSize, 3] });
  for (const [name, size] of Object.entries({ age: years, male: 1 })) {
    const expected = { type: 'float32', shape: [N ?? 'N', size] } as const;
    tensorSizes(model, namedTensor(session, 'outputs', name), expected);
  }
  const estimate = async (frame: Frame, face: Box): Promise<AttributeSample> => {
    const square = squareAround(boxCenter(face), cropScale * Math.max(boxWidth(face), boxHeight(face)));
    const crop = squareCrop(frame, square, inputSize);
    const { age, male } = await session.run({
      [input.name]: { type: 'uint8', data: crop, dims: [1, inputSize, inputSize, 3] },
    });
    return { male: (male!.data as Float32Array)[0]!, ageYears: expectedYears(age!.data as Float32Array) };
  };
  return {
    ageErrorYears: 10,
    needsFace: true,
    estimate: ({ frame }, subjects) =>
      Promise.all(subjects.map(({ face }) => (face ? estimate(frame, face) : null))),
  };
};

function expectedYears(probabilities: Float32Array): number {
  return probabilities.reduce((sum, probability, year) => sum + probability * year, 0);
}
