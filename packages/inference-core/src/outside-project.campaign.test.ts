import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  inRepository,
  makeOutsideProject,
  type OutsideProject,
  pnpm,
  readmeExamples,
} from './testing/outside-project.ts';

let project: OutsideProject;
const inProject = (name: string) => join(project.directory, name);

/** Nobody's install script runs: ONNX Runtime's would download CUDA. */
beforeAll(async () => {
  project = await makeOutsideProject();
  const { dependencies } = project;
  const { devDependencies } = JSON.parse(await readFile(inRepository('package.json'), 'utf8'));
  const types = { '@types/node': devDependencies['@types/node'] };
  const manifest = { private: true, type: 'module', dependencies, devDependencies: types };
  await writeFile(inProject('package.json'), JSON.stringify(manifest));
  const settings = { overrides: dependencies, minimumReleaseAge: 0, pmOnFail: 'ignore' };
  await writeFile(inProject('pnpm-workspace.yaml'), JSON.stringify(settings));
  pnpm(project.directory, 'install', '--ignore-scripts', '--prefer-offline', '--silent');
});
afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

test('the packed package holds what is built, and no tests', async () => {
  const installed = await readdir(inProject('node_modules/@deepsentinel/inference-core/dist'), {
    recursive: true,
  });
  expect(installed).toContain('index.js');
  expect(installed).toContain('index.d.ts');
  expect(installed.filter((file) => /\.test\.|testing|test-/.test(file))).toEqual([]);
});

test('the programs of the README are those of examples/', async () => {
  const examples = Object.entries(await readmeExamples());
  expect(examples.map(([name]) => name).toSorted()).toEqual([
    'analyze-file.ts',
    'analyze-picture.ts',
    'frames-from-memory.ts',
    'own-family.ts',
    'resume.ts',
    'store-rules.ts',
  ]);
  for (const [name, code] of examples)
    expect(code).toBe(await readFile(inRepository('examples', name), 'utf8'));
});

test('the types of the package need no DOM, and the examples fit them', async () => {
  const compilerOptions = {
    ...{ target: 'es2024', lib: ['es2024'], types: ['node'], module: 'nodenext', noEmit: true },
    ...{
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
    },
  };
  await writeFile(inProject('tsconfig.json'), JSON.stringify({ compilerOptions }));
  const tsc = inRepository('node_modules/.bin/tsc');
  expect(execFileSync(tsc, ['-p', project.directory], { encoding: 'utf8' })).toBe('');
});

describe('in a project outside of this repository', () => {
  test('a file is analyzed', () => {
    const printed = project.run('analyze-file.ts', 'walking.mp4');
    expect(printed).toMatch(/s walking: A .* walks to the right for \d seconds?\./);
  });

  test('a picture is analyzed', () => {
    const printed = project.run('analyze-picture.ts', 'person.png');
    expect(printed).toMatch(
      /^640x480 pixels, 1 persons\nstanding at x \d+, about \d+ years old, confidence 0\.8/,
    );
  });

  test('frames from memory are analyzed and shown', () => {
    const printed = project.run('frames-from-memory.ts', 'person.png');
    expect(printed).toMatch(/^0 ms: no track yet\n200 ms: person 1 at x \d+\n/);
    expect(printed).toMatch(/\n3800 ms: person 1 at x \d+\n1 tracks\n$/);
  });

  test('an analysis goes on behind its first chunk', () => {
    expect(project.run('resume.ts', 'walking.mp4')).toMatch(
      /^saved chunk 0, \d+ characters\nchunk 1: 1 tracks\n/,
    );
  });

  test("a store's limit, and a rule of the caller propose events beside the others", () => {
    const printed = project.run('store-rules.ts', 'walking.mp4');
    expect(printed).toMatch(/^off: picking: no shelf zone\n/);
    expect(printed).toMatch(/^anomaly-crossing-1-\d+: A .* crosses the middle of the picture\.$/m);
    expect(printed).toMatch(/^anomaly-loitering-1-\d+: A .* loiters for 2 seconds\.$/m);
  });

  test("a detector of the caller takes the place of the pack's", () => {
    expect(project.run('own-family.ts', 'walking.mp4')).toMatch(/^person 1: seen \d+ times\n/);
  });

  test('a pack with a FastVLM says which package is missing', async () => {
    await buildSyntheticPack(inProject('synthetic'));
    const program = `
      import { createAnalyzer } from '@deepsentinel/inference-core';
      import { openModelPack } from '@deepsentinel/model-pack';
      await createAnalyzer(await openModelPack('synthetic')).catch(({ name, message }) => console.log(name, message));
    `;
    await writeFile(inProject('fastvlm.mjs'), program);
    expect(project.run('fastvlm.mjs')).toBe(
      'ModelPackError synthetic: describer (fastvlm): needs the package @huggingface/transformers, which is not installed; run npm install @huggingface/transformers@4\n',
    );
  });
});
