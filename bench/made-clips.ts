import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '@deepsentinel/embedded-pack';

/** Folder in the user's cache that keeps the clips; a changed recipe has another file name. */
const directory = join(cacheDirectory(process.env), 'bench-clips');

/** Runs ffmpeg; existing files are overwritten. */
async function ffmpeg(...args: string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
}

/**
 * Gives the path of a file in the cache, making it when it is missing; an interrupted attempt leaves nothing.
 *
 * @param name file name with an extension that ffmpeg knows
 * @param args ffmpeg's arguments without the output; the same arguments always give the same file
 */
export async function made(name: string, args: readonly string[]): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${digest(args)}-${name}`);
  if (existsSync(path)) return path;
  const unfinished = join(directory, `unfinished-${process.pid}-${name}`);
  await ffmpeg(...args, unfinished);
  await rename(unfinished, path);
  return path;
}

/** Cuts off what is before a key frame without encoding the rest again. */
export async function cutFrom(name: string, clip: string, seconds: number): Promise<string> {
  return await made(name, ['-ss', String(seconds), '-i', clip, '-c', 'copy']);
}

/** Joins clips of the same encoder without encoding them again. */
export async function joined(name: string, parts: readonly string[]): Promise<string> {
  const list = join(directory, `${digest(parts)}.ffconcat`);
  await writeFile(list, parts.map((path) => `file '${path}'\n`).join(''));
  return await made(name, ['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy']);
}

/** Short name of a recipe, the same wherever the cache is. */
function digest(recipe: readonly string[]): string {
  const text = JSON.stringify(recipe).replaceAll(directory, '');
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
