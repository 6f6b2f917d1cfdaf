import { join } from 'node:path';
import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';

/** How messages name a model: its pack's directory, its slot and its family. */
export function modelName({ directory, slot, family }: PackedModel): string {
  return `${directory}: ${slot} (${family})`;
}

/** @throws {ModelPackError} the manifest does not state the threshold that the family needs */
export function threshold(model: PackedModel, name: string): number {
  return stated(model, 'threshold', name);
}

/** @throws {ModelPackError} the manifest does not state the constant that the family needs */
export function constant(model: PackedModel, name: string): number {
  return stated(model, 'constant', name);
}

/**
 * A constant that counts something: a whole number from 1.
 *
 * @throws {ModelPackError} the manifest does not state it, or something else
 */
export function countConstant(model: PackedModel, name: string): number {
  const value = constant(model, name);
  if (Number.isInteger(value) && value >= 1) return value;
  throw unfit(model, name, `a whole number from 1, the manifest states ${value}`);
}

/**
 * A constant above 0.
 *
 * @throws {ModelPackError} the manifest does not state it, or something else
 */
export function positiveConstant(model: PackedModel, name: string): number {
  const value = constant(model, name);
  if (value > 0) return value;
  throw unfit(model, name, `a number above 0, the manifest states ${value}`);
}

/**
 * A word that the family's code needs.
 *
 * @throws {ModelPackError} the manifest does not state it, or states one that the family does not know
 */
export function option<Choice extends string>(
  model: PackedModel,
  name: string,
  choices: readonly Choice[],
): Choice {
  const value = model.options[name];
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  const found = value === undefined ? 'states none' : `says "${value}"`;
  throw new ModelPackError(
    `${modelName(model)}: option "${name}": expected ${choices.join(' or ')}, the manifest ${found}`,
  );
}

/**
 * Path of a file that the family reads beside its networks.
 *
 * @throws {ModelPackError} the manifest does not name it
 */
export function asset(model: PackedModel, name: string): string {
  const file = model.assets[name];
  if (file !== undefined) return join(model.directory, file);
  throw new ModelPackError(`${modelName(model)}: the manifest names no asset "${name}"`);
}

function stated(model: PackedModel, kind: 'threshold' | 'constant', name: string): number {
  const value = model[`${kind}s`][name];
  if (value !== undefined) return value;
  throw new ModelPackError(`${modelName(model)}: the manifest states no ${kind} "${name}"`);
}

function unfit(model: PackedModel, name: string, difference: string): ModelPackError {
  return new ModelPackError(`${modelName(model)}: constant "${name}": expected ${difference}`);
}
