import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/** A clone with the files that the set-up reads, beside a PATH with programs of which only the outcome counts. */
let clone: string;
let programs: string;

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'older-node-'));
  programs = join(clone, 'programs');
  const folders = ['packages', 'testing', 'stacks', 'images'];
  for (const name of ['programs', 'node_modules', ...folders]) await mkdir(join(clone, name));
  for (const file of ['scripts/set-up.mjs', '.node-version', 'package.json']) {
    await cp(join(checkout, file), join(clone, file));
  }
  for (const name of ['ffmpeg', 'ffprobe', 'npx']) await writeProgram(name, 'true');
});
afterEach(() => rm(clone, { recursive: true }));

async function writeProgram(name: string, script: string): Promise<void> {
  const file = join(programs, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

interface Machine {
  /** Version of the Node that starts the script. */
  readonly node: string;
  readonly platform?: string;
}

/** Runs a script on this Node under the version of another. */
function run(
  script: string,
  { node, platform = 'linux' }: Machine,
): { exitCode: number | null; stderr: string } {
  const disguise = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } });
    Object.defineProperty(process, 'platform', { value: '${platform}' });
    Object.defineProperty(process, 'arch', { value: 'x64' });`;
  const preload = `data:text/javascript,${encodeURIComponent(disguise)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, script, '--help'], {
    encoding: 'utf8',
    env: { PATH: programs },
  });
  return { exitCode: status, stderr };
}

const setUp = (machine: Machine) => run(join(clone, 'scripts/set-up.mjs'), machine);
const isInstalled = () => existsSync(join(clone, 'node_modules/.set-up-stamp'));

test.each(['20.0.0', '22.18.0', '24.0.0', '26.1.0'])(
  'set-up started by Node %s installs, where the platform package brings a Node that is new enough',
  async (node) => {
    await writeProgram('node', 'echo v24.21.0');
    expect(setUp({ node })).toMatchObject({ exitCode: 0 });
    expect(isInstalled()).toBe(true);
  },
);

test('set-up refuses a Node that cannot start it, and says which can', () => {
  const { exitCode, stderr } = setUp({ node: '18.20.8' });
  expect({ exitCode, stderr, installed: isInstalled() }).toEqual({
    exitCode: 1,
    stderr: 'set-up: Node >=20 is needed to start, this is 18.20.8: install it from nodejs.org\n',
    installed: false,
  });
});

test.each(['20.20.2', '22.18.0', '23.11.1'])(
  'set-up refuses Node %s before it installs anything, where npm brings no other',
  (node) => {
    const { exitCode, stderr } = setUp({ node, platform: 'darwin' });
    expect({ exitCode, stderr, installed: isInstalled() }).toEqual({
      exitCode: 1,
      stderr: `set-up: Node 24 or newer is needed, and npm brings none for darwin-x64 (found ${node}): install it from nodejs.org\n`,
      installed: false,
    });
  },
);

test('set-up accepts Node 24 where npm brings no other', async () => {
  await writeProgram('node', 'echo v24.0.0');
  expect(setUp({ node: '24.0.0', platform: 'darwin' })).toMatchObject({ exitCode: 0 });
});

test.each([
  { script: 'echo v22.23.3', found: 'found v22.23.3' },
  { script: 'echo no such library >&2; exit 127', found: 'the one found does not start: no such library' },
])('set-up refuses what scripts would run on: $found', async ({ script, found }) => {
  await writeProgram('node', script);
  expect(setUp({ node: '20.20.2' })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(
      `Node 24 or newer is needed on linux-x64 (${found}): install it from nodejs.org`,
    ),
  });
});

test.each(['20.20.2', '22.23.3'])('sentinel on Node %s says what is needed and how to get it', (node) => {
  expect(run(join(checkout, 'packages/cli/bin/sentinel.mjs'), { node })).toEqual({
    exitCode: 79,
    stderr: `sentinel: Node 24 or newer is needed, this is ${node}: start it with "npm run sentinel -- ...", or install Node from nodejs.org\n`,
  });
});

test('sentinel runs on Node 24', () => {
  expect(run(join(checkout, 'packages/cli/bin/sentinel.mjs'), { node: '24.0.0' })).toMatchObject({
    exitCode: 0,
  });
});
