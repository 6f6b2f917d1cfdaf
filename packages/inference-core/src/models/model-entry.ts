import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';

/** @throws {ModelPackError} the manifest does not state the threshold that the family needs */
export function threshold(model: PackedModel, name: string): number {
  const value = model.thresholds[name];
  if (value === undefined) {
    throw new ModelPackError(
      `${model.path}: the manifest states no threshold "${name}" for the ${model.family} model`,
    );
  }
  return value;
}
