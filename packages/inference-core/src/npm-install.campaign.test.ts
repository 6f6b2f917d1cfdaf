import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeOutsideProject, type OutsideProject } from './testing/outside-project.ts';

let project: OutsideProject;
beforeAll(async () => {
  project = await makeOutsideProject();
});
afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];

test.each<{ way: string; options: string[]; variables: Record<string, string> }>([
  { way: 'without install scripts', options: ['--ignore-scripts'], variables: {} },
  {
    way: "without ONNX Runtime's download",
    options: [],
    variables: { ONNXRUNTIME_NODE_INSTALL: 'skip' },
  },
])('npm installs the packed packages $way, and they work', async ({ options, variables }) => {
  const { directory: cwd, dependencies } = project;
  await rm(join(cwd, 'node_modules'), { recursive: true, force: true });
  await rm(join(cwd, 'package-lock.json'), { force: true });
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const packages = Object.values(dependencies);
  execFileSync('npm', ['install', ...quiet, ...options, ...packages], {
    cwd,
    // Registries are trusted by the certificates of the machine, as by a user's npm.
    env: { ...process.env, NODE_USE_SYSTEM_CA: '1', ...variables },
  });
  expect(project.run('analyze-picture.ts', 'person.png')).toMatch(/^640x480 pixels, 1 persons\n/);
});
