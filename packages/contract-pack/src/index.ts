export { buildContractPack } from './build-contract-pack.ts';
export type { ContractModel } from './contract-model.ts';
export { fastvlmModel } from './fastvlm.ts';
export { jointColors, mebowModel } from './mebow.ts';
export { mivoloModel } from './mivolo.ts';
export { sentenceEmbeddingModel } from './sentence-embedding.ts';
export { siglipModel } from './siglip.ts';
export { type WrittenModel, writeContractModel } from './write-contract-model.ts';
export { personAndFace, type YoloShape, yoloModel } from './yolo.ts';
