import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runProgram, scriptDirectory } from './testing/run-script.ts';

const isInstalled = spawnSync('shellcheck', ['--version']).status === 0;
const scripts = readdirSync(scriptDirectory).filter((name) => name.endsWith('.sh'));

const testIfInstalled = isInstalled ? test : test.skip;
const title = isInstalled
  ? 'shellcheck has nothing to say'
  : 'shellcheck has nothing to say (skipped: it is not on PATH)';

testIfInstalled(title, async () => {
  const result = await runProgram(
    'shellcheck',
    scripts.map((name) => join(scriptDirectory, name)),
  );
  expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

test.each(scripts)('%s is a script that bash can parse and that stops at the first error', async (name) => {
  const path = join(scriptDirectory, name);
  expect(await runProgram('bash', ['-n', path])).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await runProgram('grep', ['-cx', 'set -euo pipefail', path])).stdout).toBe('1\n');
});
