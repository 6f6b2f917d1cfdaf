import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type EmbeddedModel, sourcePackage } from './embedded-models.ts';
import { type GraphModel, readGraphModel } from './tfjs/graph-model.ts';

/** Directory of the graph models inside the installed npm package. */
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
  const read = async (kind: 'json' | 'bin'): Promise<Uint8Array> => {
    const path = join(directory, `${source}.${kind}`);
    const bytes = await readFile(path);
    const actual = createHash('sha256').update(bytes).digest('hex');
    if (actual === sha256[kind]) return bytes;
    throw new Error(
      `${path}: sha256 is ${actual} instead of ${sha256[kind]}; install ${sourcePackage.name} ${sourcePackage.version} anew`,
    );
  };
  const [json, bin] = await Promise.all([read('json'), read('bin')]);
  return readGraphModel(JSON.parse(new TextDecoder().decode(json)), bin);
}
