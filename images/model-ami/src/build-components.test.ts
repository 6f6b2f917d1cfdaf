import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type BuildComponent, buildComponents } from './build-components.ts';
import { componentDocumentSchema } from './component-document.ts';
import { runProgram, scriptDirectory } from './testing/run-script.ts';

const components = buildComponents();
const documentOf = ({ data }: BuildComponent) => componentDocumentSchema.parse(parse(data));
const commandsOf = (component: BuildComponent) =>
  documentOf(component).phases.flatMap(({ steps }) => steps.flatMap(({ inputs }) => inputs.commands));

test('the reset is the last of the build, and the image is tested after it', () => {
  expect(components.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'build install-models',
    'build install-cuda',
    'build reset-agent',
    'test test-models',
    'test test-gpu',
  ]);
});

test('the recipe must say which pack and which archive, and on which device', () => {
  expect(new Set(components.flatMap(({ parameters }) => parameters))).toEqual(
    new Set(['ModelDevice', 'ModelPackUri', 'ManifestSha256', 'CudaBundleUri', 'CudaBundleSha256']),
  );
});

describe.each(components)('$name', (component) => {
  const { kind, data, parameters } = component;

  test('has the phases of its kind', () => {
    const phases = documentOf(component).phases.map(({ name }) => name);
    expect(phases).toEqual(kind === 'build' ? ['build', 'validate'] : ['test']);
  });

  test('declares each parameter that it uses and uses each that it declares', () => {
    const used = [...data.matchAll(/\{\{ *(.*?) *\}\}/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(parameters));
  });

  test('names its steps apart', () => {
    for (const { steps } of documentOf(component).phases) {
      expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
    }
  });

  test('writes the scripts that it runs, to the byte', async () => {
    const [write = '', ...others] = commandsOf(component);
    const directory = await mkdtemp(join(tmpdir(), 'component-'));
    await runProgram('bash', ['-c', write.replaceAll('/var/tmp/deepsentinel', directory)]);
    const written = await readdir(directory);
    for (const name of written) {
      const original = await readFile(join(scriptDirectory, name), 'utf8');
      expect(await readFile(join(directory, name), 'utf8')).toBe(original);
    }
    const run = others.flatMap((command) => /deepsentinel\/([\w.-]+)/.exec(command)?.[1] ?? []);
    expect(written).toEqual(expect.arrayContaining(run));
    await rm(directory, { recursive: true });
  });

  test('never updates the system, whose driver and kernel belong together', () => {
    expect(data).not.toMatch(/\b(dnf|yum)\b[^\n]*\b(update|upgrade)\b/);
  });
});
