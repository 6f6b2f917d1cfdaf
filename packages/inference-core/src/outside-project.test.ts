import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const packages = join(import.meta.dirname, '../..');
const published = ['queue-contracts', 'model-pack', 'onnx-writer', 'embedded-pack', 'inference-core'];
let project: string;

/**
 * Runs the pnpm that runs these tests, else the workspace's through npx: one npx inside another waits for the outer
 * one.
 */
function pnpm(directory: string, ...args: string[]): void {
  const [command, ...first] = isOnPath('pnpm') ? ['pnpm'] : ['npx', '--yes', 'pnpm@12.21.0'];
  execFileSync(command!, [...first, ...args], { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, command)));
}

function node(script: string, ...args: string[]): string {
  return execFileSync(process.execPath, [script, ...args], { cwd: project, encoding: 'utf8' });
}

/** Packing, installing and building on a busy machine, milliseconds. */
const setUpTimeoutMs = 600_000;

/** A project that knows the published packages only. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'outside-project-'));
  for (const name of published) pnpm(join(packages, name), 'pack', '--pack-destination', project);
  const tarballs = await readdir(project);
  const dependencies = Object.fromEntries(
    published.map((name) => [
      `@deepsentinel/${name}`,
      `file:./${tarballs.find((file) => file.includes(name))}`,
    ]),
  );
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  const builds = { 'onnxruntime-node': false, protobufjs: false, sharp: false };
  const settings = { overrides: dependencies, allowBuilds: builds, minimumReleaseAge: 0, pmOnFail: 'ignore' };
  await writeFile(join(project, 'pnpm-workspace.yaml'), JSON.stringify(settings));
  pnpm(project, 'install', '--prefer-offline', '--silent');
  const readme = await readFile(join(packages, 'inference-core/README.md'), 'utf8');
  for (const [, name, code] of readme.matchAll(/```js\n\/\/ (\S+)\n([\s\S]*?)```/g))
    await writeFile(join(project, name!), code!);
  await makeWalkingPerson(join(project, 'walking.mp4'), 6);
}, setUpTimeoutMs);

afterAll(() => rm(project, { recursive: true, force: true }));

test('the packed package holds what is built, and no tests', async () => {
  const installed = await readdir(join(project, 'node_modules/@deepsentinel/inference-core/dist'), {
    recursive: true,
  });
  expect(installed).toContain('index.js');
  expect(installed).toContain('index.d.ts');
  expect(installed.filter((file) => /\.test\.|testing|test-/.test(file))).toEqual([]);
});

test('the first example of the README runs in an outside project', () => {
  expect(node('analyze.mjs', 'walking.mp4')).toMatch(/s walking: A .* walks to the right for \d seconds?\./);
});

test('the example of resuming goes on behind the first chunk', () => {
  expect(node('resume.mjs', 'walking.mp4')).toMatch(/^chunk 1: 1 tracks\n/);
});

test('the example of a store says which rules are off and names its door', () => {
  const said = node('store.mjs', 'walking.mp4');
  expect(said).toMatch(/^off: picking: no shelf zone\n/);
  expect(said).toMatch(/\nleft proposed \{"edge":"the door"\}\n/);
});

test('the example of a rule of one file proposes an event beside the standard ones', () => {
  const said = node('own-rule.mjs', 'walking.mp4');
  expect(said).toMatch(/^anomaly-crossing-1-\d+: A .* crosses the middle of the picture\.$/m);
  expect(said).toMatch(/^walking-1-\d+: /m);
});
