import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes objects whose writing was interrupted: fauxqs writes the files of an object in place, the description last, and
 * does not start with a damaged one. No client was told that such a write succeeded.
 *
 * @param objects directory that fauxqs keeps objects in, while no fauxqs runs; may be missing
 */
export async function removePartialWrites(objects: string): Promise<void> {
  for (const description of await descriptionsIn(objects)) {
    const content = parseJson(await readFile(description, 'utf8'));
    const data = description.replace(/\.meta\.json$/, '.data');
    if (content !== undefined && (await isWhole(data, content))) continue;
    await rm(description);
    if (data !== description) await rm(data, { force: true });
  }
}

async function descriptionsIn(objects: string): Promise<string[]> {
  const entries = await readdir(objects, { recursive: true, withFileTypes: true }).catch(noneIfMissing);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json'));
  return files.map(({ parentPath, name }) => join(parentPath, name));
}

function noneIfMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

function parseJson(text: string): { readonly contentLength?: number } | undefined {
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** Checks the length of an object; descriptions of buckets, uploads and their pieces state none. */
async function isWhole(
  data: string,
  { contentLength }: { readonly contentLength?: number },
): Promise<boolean> {
  if (contentLength === undefined) return true;
  const sizeBytes = await stat(data).then(
    ({ size }) => size,
    () => undefined,
  );
  return sizeBytes === contentLength;
}
