export { buildSyntheticPack } from './build-synthetic-pack.ts';
export { fastvlmModel } from './fastvlm.ts';
export { jointColors, mebowModel } from './mebow.ts';
export { mivoloModel } from './mivolo.ts';
export { sentenceEmbeddingModel } from './sentence-embedding.ts';
export { siglipModel } from './siglip.ts';
export type { SyntheticModel } from './synthetic-model.ts';
export { type WrittenModel, writeSyntheticModel } from './write-synthetic-model.ts';
export { personAndFace, type YoloShape, yoloModel } from './yolo.ts';
