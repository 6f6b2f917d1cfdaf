import { ModelPackError, type ModelSlot, type PackedModel } from '@deepsentinel/model-pack';
import type { Describer } from './describers/describer.ts';
import { fastvlmDescriber } from './describers/fastvlm.ts';
import { templateFamily } from './describers/template.ts';
import { centernetDetector } from './detectors/centernet.ts';
import type { PersonDetector } from './detectors/detector.ts';
import { yoloDetector } from './detectors/yolo.ts';
import type { Embedder, ImageTextEmbedder } from './embedders/embedder.ts';
import { hashingFamily } from './embedders/hashing.ts';
import { sentenceEmbedding } from './embedders/sentence-embedding.ts';
import { siglipEmbedder } from './embedders/siglip.ts';
import { modelName } from './onnx/model-entry.ts';
import type { ModelFamily } from './onnx/model-family.ts';
import { blazefaceDetector } from './persons/blazeface.ts';
import type { AttributeEstimator, FaceDetector, PoseEstimator } from './persons/estimators.ts';
import { faceresEstimator } from './persons/faceres.ts';
import { mebowEstimator } from './persons/mebow.ts';
import { mivoloEstimator } from './persons/mivolo.ts';
import { movenetEstimator } from './persons/movenet.ts';

/** Pipeline stage that a model of each slot becomes. */
export interface SlotStages {
  readonly detector: PersonDetector;
  readonly faces: FaceDetector;
  readonly attributes: AttributeEstimator;
  readonly pose: PoseEstimator;
  readonly describer: Describer;
  readonly embedder: Embedder;
  readonly imageText: ImageTextEmbedder;
}

type FamiliesOf<Slot extends ModelSlot> = Readonly<Record<string, ModelFamily<SlotStages[Slot]>>>;

/** Model families by slot and name. */
export type ModelFamilies = { readonly [Slot in ModelSlot]?: FamiliesOf<Slot> };

/** Model families of this package. */
const modelRegistry: { readonly [Slot in ModelSlot]: FamiliesOf<Slot> } = {
  detector: { centernet: centernetDetector, yolo: yoloDetector },
  faces: { blazeface: blazefaceDetector },
  attributes: { faceres: faceresEstimator, mivolo: mivoloEstimator },
  pose: { movenet: movenetEstimator, mebow: mebowEstimator },
  describer: { template: templateFamily, fastvlm: fastvlmDescriber },
  embedder: { hashing: hashingFamily, 'sentence-embedding': sentenceEmbedding },
  imageText: { siglip: siglipEmbedder },
};

/**
 * Finds the code for a slot's model.
 *
 * @param families families of the caller, which take precedence over those of this package with the same name
 * @throws {ModelPackError} the family is unknown; the message lists the known ones
 */
export function findFamily<Slot extends ModelSlot>(
  slot: Slot,
  model: PackedModel,
  families: ModelFamilies = {},
): ModelFamily<SlotStages[Slot]> {
  const ours: FamiliesOf<Slot> = modelRegistry[slot];
  const known = { ...ours, ...families[slot] };
  const family = Object.hasOwn(known, model.family) ? known[model.family] : undefined;
  if (family) return family;
  const names = Object.keys(known).join(', ');
  throw new ModelPackError(`${modelName(model)}: unknown family; known for this slot are ${names}`);
}
