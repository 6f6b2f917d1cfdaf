import { join } from 'node:path';
import { ModelPackError, type NetworkEntry, type PackedModel } from '@deepsentinel/model-pack';

/** Name of a model in messages: its pack's directory, its slot and its family. */
export function modelName({ directory, slot, family }: PackedModel): string {
  return `${directory}: ${slot} (${family})`;
}

/**
 * Reads a threshold of a model.
 *
 * @throws {ModelPackError} the manifest does not state it
 */
export function threshold(model: PackedModel, name: string): number {
  return stated(model, 'threshold', name);
}

/**
 * Reads a constant of a model.
 *
 * @throws {ModelPackError} the manifest does not state it
 */
export function constant(model: PackedModel, name: string): number {
  return stated(model, 'constant', name);
}

/**
 * Reads a constant that counts something: a whole number from 1.
 *
 * @throws {ModelPackError} the manifest does not state it, or states another value
 */
export function countConstant(model: PackedModel, name: string): number {
  const value = constant(model, name);
  if (Number.isInteger(value) && value >= 1) return value;
  throw unfit(model, name, `a whole number from 1, the manifest states ${value}`);
}

/**
 * Reads a constant above 0.
 *
 * @throws {ModelPackError} the manifest does not state it, or states another value
 */
export function positiveConstant(model: PackedModel, name: string): number {
  const value = constant(model, name);
  if (value > 0) return value;
  throw unfit(model, name, `a number above 0, the manifest states ${value}`);
}

/**
 * Reads an option of a model.
 *
 * @throws {ModelPackError} the manifest does not state it, or states none of the choices
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
 * Path of a file of a model that is not a network.
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

/** Network of an opened pack with its entry in the manifest. */
export interface PackedNetwork extends NetworkEntry {
  /** Directory of the pack. */
  readonly directory: string;
  readonly path: string;
  /** Name of the network in messages. */
  readonly name: string;
}

/**
 * Finds a network of a model by its key.
 *
 * @throws {ModelPackError} the manifest has no such network
 */
export function packedNetwork(model: PackedModel, key: string): PackedNetwork {
  const network = model.networks[key];
  if (network) {
    const { directory } = model;
    const path = join(directory, network.file);
    return { ...network, directory, path, name: `${path}: ${key} of the ${model.slot} (${model.family})` };
  }
  throw new ModelPackError(`${modelName(model)}: the manifest names no network "${key}"`);
}
