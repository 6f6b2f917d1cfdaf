import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runSentinel } from '../testing/run-sentinel.ts';

const path = process.env.PATH ?? '';
const digest = `sha256:${'5e'.repeat(32)}`;
const repository = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/runner';

let directory: string;
const at = (...names: string[]) => join(directory, ...names);
const image = (...args: string[]) => runSentinel(['image', ...args], directory);
const callsOfEngine = async () => (await readFile(at('calls'), 'utf8')).trim().split('\n');

/** Installs a program in place of an engine, which records its arguments and the content of the build context. */
async function installEngine(name: 'docker' | 'buildah', answer: string): Promise<void> {
  const script = `#!/bin/sh
echo "${name} $*" >>'${at('calls')}'
[ "$1" = image ] || echo 'progress of the engine'
${answer}
[ "$1" != build ] || { for context; do :; done; cp -R "$context" '${at('context')}'; }
`;
  await mkdir(at('bin'), { recursive: true });
  await writeFile(at('bin', name), script);
  await chmod(at('bin', name), 0o755);
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-image-commands-'));
  process.env.PATH = `${at('bin')}${delimiter}${path}`;
});
afterEach(async () => {
  process.env.PATH = path;
  await rm(directory, { recursive: true });
});

test('build gives the engine the code and the native packages, and no model', async () => {
  await installEngine('docker', '');
  const base = `docker.io/library/node@${digest}`;
  const result = await image('build', '--tag', 'v1', '--base', base);
  expect(result).toMatchObject({ exitCode: 0, stdout: 'deepsentinel/batch-runner:cpu-v1\n' });
  expect(result.stderr).toContain('progress of the engine');
  const [call, ...more] = await callsOfEngine();
  expect(more).toEqual([]);
  expect(call).toMatch(
    /^docker build --platform linux\/amd64 --target cpu --tag deepsentinel\/batch-runner:cpu-v1 --build-arg NODE_IMAGE=\S+ --file \S+\/Dockerfile \S+$/,
  );
  expect(call).toContain(`NODE_IMAGE=${base}`);
  const staged = (name: string) => readFile(at('context', name), 'utf8');
  expect(await staged('Dockerfile')).toContain('AS cpu');
  expect(await staged('app/batch-runner.mjs')).toMatch(/^#!\/usr\/bin\/env node/);
  const runtime = 'native/node_modules/onnxruntime-node/bin/napi-v6';
  await expect(staged(`${runtime}/linux/x64/onnxruntime_binding.node`)).resolves.toBeDefined();
  for (const absent of ['pack/manifest.json', `${runtime}/win32/x64/onnxruntime.dll`]) {
    await expect(staged(absent)).rejects.toThrow('ENOENT');
  }
});

test('the target fargate takes the model pack along, and says under which licenses', async () => {
  await installEngine('buildah', '');
  const options = ['--engine', 'buildah', '--tag', 'v1'];
  const result = await image('build', '--target', 'fargate', ...options);
  expect(result).toMatchObject({ exitCode: 0, stdout: 'deepsentinel/batch-runner:fargate-v1\n' });
  expect(result.stderr).toMatch(/^models: /m);
  expect(result.stderr).toContain('--base pins it');
  expect(await callsOfEngine()).toEqual([expect.stringMatching(/^buildah build --format docker --layers /)]);
  const manifest = JSON.parse(await readFile(at('context/pack/manifest.json'), 'utf8'));
  expect(manifest.models).toBeDefined();
});

test('push prints repository and digest in its last line, with docker', async () => {
  await installEngine(
    'docker',
    `[ "$1" != image ] || { echo '["other/x@sha256:00","${repository}@${digest}"]'; exit; }`,
  );
  const result = await image(
    'push',
    '--engine',
    'docker',
    '--repository',
    repository,
    '--target',
    'gpu',
    '--tag',
    'v1',
  );
  expect(result).toMatchObject({ exitCode: 0, stdout: `${repository}@${digest}\n` });
  expect(await callsOfEngine()).toEqual([
    `docker tag deepsentinel/batch-runner:gpu-v1 ${repository}:gpu-v1`,
    `docker push ${repository}:gpu-v1`,
    `docker image inspect --format {{json .RepoDigests}} ${repository}:gpu-v1`,
  ]);
});

test('push prints repository and digest in its last line, with buildah', async () => {
  await installEngine('buildah', `echo ${digest} >"$3"`);
  const result = await image('push', '--engine', 'buildah', '--repository', repository, '--tag', 'v1');
  expect(result).toMatchObject({ exitCode: 0, stdout: `${repository}@${digest}\n` });
  expect(await callsOfEngine()).toEqual([
    expect.stringMatching(
      `^buildah push --digestfile \\S+ deepsentinel/batch-runner:cpu-v1 docker://${repository}:cpu-v1$`,
    ),
  ]);
});

test('without a tag, an image is named after the commit', async () => {
  await installEngine('buildah', `echo ${digest} >"$3"`);
  await image('push', '--engine', 'buildah', '--repository', repository);
  expect((await callsOfEngine())[0]).toMatch(/:cpu-[0-9a-f]{12}(-modified)?$/);
});

test('an engine that fails is named, with what it was to do', async () => {
  await installEngine('docker', 'echo "no such image" >&2; exit 3');
  const result = await image('push', '--engine', 'docker', '--repository', repository, '--tag', 'v1');
  expect(result).toMatchObject({ exitCode: 66, stdout: '' });
  expect(result.stderr).toMatch(/no such image\nsentinel: docker tag failed \(exit code 3\); see above\n$/);
});

test.each([
  [[], 'docker or buildah: not found on the PATH; images are built and pushed with Docker'],
  [['--engine', 'buildah'], 'buildah: not found on the PATH'],
])('a missing engine (%j) is reported before anything is done', async (options, message) => {
  process.env.PATH = directory;
  const result = await image('build', '--tag', 'v1', ...options);
  expect(result).toMatchObject({ exitCode: 66, stdout: '' });
  expect(result.stderr).toContain(`sentinel: ${message}`);
});

test.each([
  [['push', '--tag', 'v1', '--repository', `https://${repository}`], 66, 'no repository; it is HOST/NAME'],
  [['build', '--target', 'gpu', '--arch', 'arm64'], 64, '--target gpu is for --arch x64 only'],
  [['build', '--pack', 'models'], 64, '--pack is for --target fargate only'],
])('%j is refused', async (args, exitCode, message) => {
  await installEngine('docker', '');
  await writeFile(at('calls'), '');
  const result = await image(...args);
  expect(result).toMatchObject({ exitCode, stdout: '' });
  expect(result.stderr).toContain(message);
  expect(await readFile(at('calls'), 'utf8')).toBe('');
});
