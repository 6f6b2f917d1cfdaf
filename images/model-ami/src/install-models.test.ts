import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runProgram, runScript, scriptDirectory } from './testing/run-script.ts';
import { smallPack } from './testing/small-pack.ts';

test('a pack is installed whole, readable by all and writable by nobody', async () => {
  await using pack = await smallPack();
  const target = join(pack.scratch, 'pack');
  const result = await runScript('install-models.sh', pack.directory, target, pack.manifestSha256);
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  expect(result.stdout).toContain(`${target}: installed from ${pack.directory}`);
  expect(await readFile(join(target, 'pose/pose.onnx'), 'utf8')).toBe('weights of the pose');
  expect((await stat(join(target, 'pose/pose.onnx'))).mode & 0o777).toBe(0o444);
  expect((await stat(join(target, 'pose'))).mode & 0o777).toBe(0o555);
});

test('nothing is left of a pack that is refused', async () => {
  await using pack = await smallPack();
  await writeFile(join(pack.directory, 'detector.onnx'), 'other weights');
  const target = join(pack.scratch, 'pack');
  const result = await runScript('install-models.sh', pack.directory, target, pack.manifestSha256);
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain('detector.onnx: corrupt');
  expect(await readdir(pack.scratch)).toEqual([]);
});

test('an installed pack is not overwritten', async () => {
  await using pack = await smallPack();
  const result = await runScript('install-models.sh', pack.directory, pack.scratch, pack.manifestSha256);
  expect(result).toMatchObject({
    exitCode: 1,
    stderr: `install-models: ${pack.scratch}: is there already\n`,
  });
});

test('a source that is not there is named', async () => {
  await using pack = await smallPack();
  const result = await runScript(
    'install-models.sh',
    '/nowhere',
    join(pack.scratch, 'pack'),
    pack.manifestSha256,
  );
  expect(result).toMatchObject({ exitCode: 1, stderr: 'fetch: /nowhere/: no such file or directory\n' });
});

test('a pack in S3 comes through the AWS CLI, for which a program with its arguments stands here', async () => {
  await using pack = await smallPack();
  const bin = join(pack.scratch, 'bin');
  await mkdir(bin);
  // The bucket is a directory; --recursive is what makes the CLI copy more than one object.
  const aws = `#!/bin/sh\n[ "$1 $2 $5" = "s3 cp --recursive" ] && cp -R "\${3#s3:/}." "$4"\n`;
  await writeFile(join(bin, 'aws'), aws);
  await chmod(join(bin, 'aws'), 0o755);
  const target = join(pack.scratch, 'pack');
  const result = await runProgram(
    'bash',
    [join(scriptDirectory, 'install-models.sh'), `s3:/${pack.directory}`, target, pack.manifestSha256],
    { PATH: `${bin}:${process.env.PATH}` },
  );
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await readdir(target)).sort()).toEqual(['detector.onnx', 'manifest.json', 'pose']);
});
