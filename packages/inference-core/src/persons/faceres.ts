import { Tensor } from 'onnxruntime-node';
import { boxCentre, boxHeight, boxWidth } from '../box.ts';
import { squareAround, squareCrop } from '../image/square-crop.ts';
import type { OnnxSession } from '../models/onnx-session.ts';
import type { AttributeEstimator } from './attribute-estimator.ts';

const inputSize = 224;
/** The crop's side as a multiple of the face's longer side. */
const cropScale = 1.4;

/**
 * FaceRes: age and gender from a face.
 *
 * In: `input` uint8 [1, 224, 224, 3] RGB. Out: `age` float32 [1, 100], probability of each year; `male` float32
 * [1, 1], probability. The age is its expectation: on surveillance footage it is coarse.
 *
 * @see https://github.com/HSE-asavchenko/HSE_FaceRec_tf
 */
export function faceresEstimator(session: OnnxSession): AttributeEstimator {
  return {
    async estimate(frame, face) {
      const square = squareAround(boxCentre(face), cropScale * Math.max(boxWidth(face), boxHeight(face)));
      const crop = squareCrop(frame, square, inputSize);
      const outputs = await session.run({ input: new Tensor('uint8', crop, [1, inputSize, inputSize, 3]) });
      const years = outputs['age']!.data as Float32Array;
      const male = outputs['male']!.data as Float32Array;
      return {
        male: male[0]!,
        ageYears: years.reduce((sum, probability, year) => sum + probability * year, 0),
      };
    },
  };
}
