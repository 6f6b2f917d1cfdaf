import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runProgram, runScript, scriptDirectory } from './testing/run-script.ts';

const runtime = dirname(fileURLToPath(import.meta.resolve('onnxruntime-node')));
const native = join(runtime, `../bin/napi-v6/${process.platform}/${process.arch}`);
const infer = (provider: string) =>
  runProgram('python3', [join(scriptDirectory, 'infer-on-gpu.py'), native, provider]);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'test-gpu-'));
});
afterEach(() => rm(directory, { recursive: true }));

test("the inference of the test is right on the processor, with the jobs' own ONNX Runtime", async () => {
  const stdout = 'cpu: a convolution and a matrix product gave what they should\n';
  expect(await infer('cpu')).toEqual({ exitCode: 0, stdout, stderr: '' });
});

test('without its provider, the inference does not fall back to the processor', async () => {
  const { exitCode, stdout, stderr } = await infer('cuda');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('libonnxruntime_providers_shared.so: cannot open shared object file');
});

test('libraries that lack others are named before the GPU is asked', async () => {
  await copyFile(join(native, 'onnxruntime_binding.node'), join(directory, 'libprovider.so'));
  const { exitCode, stderr } = await runScript('test-gpu.sh', directory);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/these are missing:\n\s*libonnxruntime\.so\.1 => not found/);
});

test('a machine without a driver is told so (this one has none)', async () => {
  await mkdir(join(directory, 'check'));
  await copyFile(join(native, 'libonnxruntime.so.1'), join(directory, 'libonnxruntime_providers_cuda.so'));
  const result = await runProgram('bash', [join(scriptDirectory, 'test-gpu.sh'), directory], {
    PATH: '/usr/bin:/bin',
  });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain('test-gpu: the driver does not answer, or there is no GPU');
});
