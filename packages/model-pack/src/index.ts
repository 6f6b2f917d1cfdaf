export {
  type ModelEntry,
  type ModelManifest,
  type ModelSlot,
  modelManifestSchema,
  modelSlots,
  type TensorContract,
} from './manifest.ts';
export { type ModelPack, ModelPackError, openModelPack, type PackedModel } from './open-model-pack.ts';
