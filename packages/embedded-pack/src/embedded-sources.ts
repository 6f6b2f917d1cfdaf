import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type EmbeddedModel, sourcePackage } from './embedded-models.ts';
import { type GraphModel, readGraphModel } from './tfjs/graph-model.ts';

const advice = `install ${sourcePackage.name}@${sourcePackage.version}`;

/**
 * Finds the directory of the graph models in the installed npm package, beside the code that the package exports.
 *
 * @throws {Error} the package is not installed
 */
export function sourceDirectory(): string {
  const entry = createRequire(import.meta.url).resolve(sourcePackage.name);
  return join(dirname(entry), '..', 'models');
}

/**
 * Reads a graph model and verifies that it is the one that this package was tested with.
 *
 * @throws {Error} a file is missing or has another checksum
 */
export async function readSource({ source, sha256 }: EmbeddedModel, directory: string): Promise<GraphModel> {
  const [json, bin] = await Promise.all([
    readVerified(join(directory, `${source}.json`), sha256.json),
    readVerified(join(directory, `${source}.bin`), sha256.bin),
  ]);
  return readGraphModel(JSON.parse(new TextDecoder().decode(json)), bin);
}

async function readVerified(path: string, sha256: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new Error(`${path}: cannot read the source model (${cause.message}); ${advice}`, { cause });
  });
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) {
    throw new Error(`${path}: the source model has changed: sha256 is ${actual}, not ${sha256}; ${advice}`);
  }
  return bytes;
}
