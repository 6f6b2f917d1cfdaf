export { ModelPackError } from './errors.ts';
export { checkLicenses, isRestricted } from './licenses.ts';
export {
  filesOfModel,
  type ModelEntry,
  type ModelManifest,
  type ModelSlot,
  modelManifestSchema,
  modelSlots,
  type NetworkEntry,
  type TensorContract,
} from './manifest.ts';
export { type ModelPackLock, modelPackLockSchema, readModelPackLock } from './model-pack-lock.ts';
export { type ModelPack, openModelPack, type PackedModel } from './open-model-pack.ts';
export { manifestFile, type PackContents, readPackContents } from './pack-contents.ts';
