import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runScript } from './testing/run-script.ts';
import { sha256, smallPack } from './testing/small-pack.ts';

test('a pack as it was published passes', async () => {
  await using pack = await smallPack();
  expect(await runScript('verify-models.sh', pack.directory, pack.manifestSha256)).toEqual({
    exitCode: 0,
    stdout: `${pack.directory}: 2 models, all as published\n`,
    stderr: '',
  });
});

describe('a pack is refused, and the file named,', () => {
  test.each([
    ['with one flipped byte', flipByte, 'detector.onnx: corrupt: its sha256 is not '],
    [
      'with a missing file',
      (directory: string) => rm(join(directory, 'pose/pose.onnx')),
      'pose.onnx: missing',
    ],
    [
      'with an extra file',
      (directory: string) => writeFile(join(directory, 'pose/.notes'), ''),
      'pose/.notes: extra: the manifest does not name it',
    ],
    ['with a link in place of a file', linkFile, 'detector.onnx: is no plain file'],
    [
      'without a manifest',
      (directory: string) => rm(join(directory, 'manifest.json')),
      'manifest.json: missing',
    ],
  ])('%s', async (_phrase, damage, message) => {
    await using pack = await smallPack();
    await damage(pack.directory);
    const { exitCode, stdout, stderr } = await runScript(
      'verify-models.sh',
      pack.directory,
      pack.manifestSha256,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('publish it again or fetch it again');
  });

  test('with a manifest of another version', async () => {
    await using pack = await smallPack('1');
    await using other = await smallPack('2');
    const result = await runScript('verify-models.sh', other.directory, pack.manifestSha256);
    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toContain(
      `manifest.json: is of another version: its sha256 is ${other.manifestSha256}`,
    );
  });

  test.each(['../outside.onnx', '/etc/passwd', 'pose/../../outside.onnx', 'a\tb.onnx', 'a\nb.onnx'])(
    'whose manifest names %j',
    async (path) => {
      await using pack = await smallPack('1', () => path);
      const result = await runScript('verify-models.sh', pack.directory, pack.manifestSha256);
      expect(result).toMatchObject({ exitCode: 1, stdout: '' });
      expect(result.stderr).toMatch(/manifest\.json: names a path outside the pack: '/);
    },
  );
});

test('all faults are said at once', async () => {
  await using pack = await smallPack();
  await flipByte(pack.directory);
  await rm(join(pack.directory, 'pose/pose.onnx'));
  const { stderr } = await runScript('verify-models.sh', pack.directory, pack.manifestSha256);
  expect(stderr.trim().split('\n')).toHaveLength(3);
});

test('a manifest that is none is refused, even if it is the one that was asked for', async () => {
  await using pack = await smallPack();
  await writeFile(join(pack.directory, 'manifest.json'), '{}');
  const result = await runScript('verify-models.sh', pack.directory, sha256('{}'));
  expect(result).toMatchObject({ exitCode: 1, stdout: '' });
  expect(result.stderr).toContain('manifest.json: no manifest of a model pack');
});

async function flipByte(directory: string): Promise<void> {
  const content = await readFile(join(directory, 'detector.onnx'));
  content[3]! ^= 1;
  await writeFile(join(directory, 'detector.onnx'), content);
}

async function linkFile(directory: string): Promise<void> {
  const elsewhere = join(directory, '../scratch/detector.onnx');
  await writeFile(elsewhere, await readFile(join(directory, 'detector.onnx')));
  await rm(join(directory, 'detector.onnx'));
  await symlink(elsewhere, join(directory, 'detector.onnx'));
}
