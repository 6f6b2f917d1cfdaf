import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf, runProgram } from './run-program.ts';

/**
 * Unpacks a package that is not installed because it is for another platform. npm fetches it; the lockfile's checksum
 * decides whether it is the right one.
 *
 * @param target directory that is made
 * @throws {Error} the lockfile does not name it, or its checksum differs
 * @throws {InputError} npm cannot fetch it
 */
export async function fetchPackage(
  { name, version }: { readonly name: string; readonly version: string },
  { lockfile, target, signal }: { lockfile: string; target: string; signal: AbortSignal },
): Promise<void> {
  const expected = await integrityOf(`${name}@${version}`, lockfile);
  const scratch = await mkdtemp(join(tmpdir(), 'sentinel-package-'));
  try {
    const pack = ['pack', `${name}@${version}`, '--silent', '--pack-destination', scratch];
    const fileName = (await outputOf('npm', pack, { signal, cwd: scratch })).trim().split('\n').at(-1)!;
    const tarball = join(scratch, fileName);
    const actual = `sha512-${createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64')}`;
    if (actual !== expected)
      throw new Error(`${name}@${version} is ${actual}, not ${expected} as in the lockfile`);
    await mkdir(target, { recursive: true });
    await runProgram('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], { signal });
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function integrityOf(id: string, lockfile: string): Promise<string> {
  const literal = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const entry = new RegExp(`^ {2}'?${literal}'?:\\n {4}resolution: \\{integrity: ([^,}]+)`, 'm');
  const integrity = entry.exec(await readFile(lockfile, 'utf8'))?.[1];
  if (integrity === undefined) throw new Error(`${lockfile} does not know ${id}`);
  return integrity;
}
