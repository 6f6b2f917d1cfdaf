import { readFile } from 'node:fs/promises';
import { type StoreConfiguration, storeConfigurationSchema } from '@deepsentinel/inference-core';
import { explainIssues } from '@deepsentinel/queue-contracts';
import { parse } from 'yaml';
import { InputError } from '../errors.ts';

/**
 * Reads the configuration of a store, YAML or JSON.
 *
 * @throws {InputError} the file cannot be read or is malformed; the message names everything that is wrong
 */
export async function readStoreFile(path: string): Promise<StoreConfiguration> {
  const { success, data, error } = storeConfigurationSchema.safeParse(await readYaml(path));
  if (!success) throw new InputError(`${path}: ${explainIssues(error)}`, { cause: error });
  return data;
}

/**
 * Reads a YAML or JSON file.
 *
 * @throws {InputError} it cannot be read or parsed
 */
export async function readYaml(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new InputError(`${path}: ${(cause as Error).message.split(/:?\n/)[0]}`, { cause });
  }
}
