import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runProgram, runScript, scriptDirectory } from './testing/run-script.ts';
import { type SmallPack, sha256, smallPack } from './testing/small-pack.ts';

/** Reads the libraries that install-cuda.sh requires out of the script. */
async function requiredLibraries(): Promise<string[]> {
  const script = await readFile(join(scriptDirectory, 'install-cuda.sh'), 'utf8');
  return /required=\(\n([^)]*)\)/.exec(script)![1]!.trim().split(/\s+/);
}

/** Makes an archive as make-cuda-bundle.sh does, with empty libraries. */
async function bundle({ scratch }: SmallPack, libraries: readonly string[]) {
  const file = join(scratch, 'bundle.tar.gz');
  for (const library of libraries) {
    await mkdir(dirname(join(scratch, 'bundle', library)), { recursive: true });
    await writeFile(join(scratch, 'bundle', library), '');
  }
  await runProgram('tar', [
    '--create',
    '--gzip',
    '--file',
    file,
    '--directory',
    join(scratch, 'bundle'),
    '.',
  ]);
  return { file, checksum: sha256(await readFile(file)), target: join(scratch, 'lib') };
}

test('the archive is installed, readable by all and writable by nobody', async () => {
  await using scratch = await smallPack();
  const libraries = await requiredLibraries();
  expect(libraries).toHaveLength(16);
  const { file, checksum, target } = await bundle(scratch, [...libraries, 'libnvrtc.so.12']);
  expect(await runScript('install-cuda.sh', file, checksum, target)).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
  expect(await readdir(join(target, 'check'))).toEqual(['libonnxruntime.so.1']);
  expect((await stat(join(target, 'libcudnn.so.9'))).mode & 0o777).toBe(0o444);
});

test('an archive without what the provider needs is refused, and all of that named', async () => {
  await using scratch = await smallPack();
  const lacking = ['libcudnn.so.9', 'libcufft.so.11'];
  const { file, checksum, target } = await bundle(
    scratch,
    (await requiredLibraries()).filter((library) => !lacking.includes(library)),
  );
  const result = await runScript('install-cuda.sh', file, checksum, target);
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain(`lacks ${lacking.toReversed().join(' ')}`);
  expect(await readdir(scratch.scratch)).not.toContain('lib');
});

test('another archive than the one that the stack names is refused before it is unpacked', async () => {
  await using scratch = await smallPack();
  const { file, target } = await bundle(scratch, await requiredLibraries());
  const result = await runScript('install-cuda.sh', file, 'f'.repeat(64), target);
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain('is another archive: its sha256 is');
  expect(await readdir(scratch.scratch)).not.toContain('lib');
});
