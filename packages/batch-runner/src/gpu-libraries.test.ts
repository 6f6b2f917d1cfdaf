import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeviceError } from '@deepsentinel/inference-core';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { classifyError } from './classify-error.ts';
import { checkGpu, type GpuSearchPaths } from './gpu-libraries.ts';
import { neededLibraries } from './needed-libraries.ts';
import { writeSharedLibrary } from './testing/shared-library.ts';

const cudnn = ['adv', 'cnn', 'ops', 'graph', 'heuristic', 'engines_precompiled', 'engines_runtime_compiled'];

let root: string;
let paths: GpuSearchPaths;
const at = (...names: string[]) => join(root, ...names);
/** Makes the files of a GPU host: the AMI's /opt/ml/lib, the image's links to the providers, the host's driver. */
async function makeGpuHost(): Promise<void> {
  for (const directory of ['ml', 'providers', 'system', 'dev']) await mkdir(at(directory));
  const libraries = {
    'ml/libonnxruntime_providers_shared.so': [],
    'ml/libonnxruntime_providers_cuda.so': ['libcudart.so.12', 'libcudnn.so.9', 'libc.so.6'],
    'ml/libcudart.so.12': ['libc.so.6'],
    'ml/libcudnn.so.9': ['libz.so.1'],
    ...Object.fromEntries(cudnn.map((name) => [`ml/libcudnn_${name}.so.9`, ['libz.so.1']])),
    'system/libcuda.so.1': ['libc.so.6'],
    'system/libc.so.6': [],
    'system/libz.so.1': [],
  };
  for (const [name, needed] of Object.entries(libraries)) await writeSharedLibrary(at(name), needed);
  for (const provider of ['shared', 'cuda']) {
    const name = `libonnxruntime_providers_${provider}.so`;
    await symlink(at('ml', name), at('providers', name));
  }
  for (const node of ['nvidiactl', 'nvidia-uvm', 'nvidia3', 'null']) await writeFile(at('dev', node), '');
}

const message = async (changed: Partial<GpuSearchPaths> = {}) => {
  const error = await checkGpu({ ...paths, ...changed }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DeviceError);
  expect(classifyError(error)).toMatchObject({ exitCode: 71, code: 'device-unusable' });
  return (error as Error).message;
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gpu-'));
  paths = {
    providers: at('providers'),
    loaderPath: [at('ml')],
    loaderCache: at('ld.so.cache'),
    systemPath: [at('system')],
    devices: at('dev'),
  };
  await makeGpuHost();
});
afterEach(() => rm(root, { recursive: true }));

test('a host with the GPU, its driver and the libraries of the AMI is fine', async () => {
  await expect(checkGpu(paths)).resolves.toBeUndefined();
});

test('without the mount, the links to the providers lead nowhere', async () => {
  await rm(at('ml'), { recursive: true });
  expect(await message()).toBe(
    `device "cuda" cannot be used, missing: ${at('ml/libonnxruntime_providers_shared.so')}, ${at('ml/libonnxruntime_providers_cuda.so')}; ` +
      "CUDA and ONNX Runtime's provider come from the host: it must run the AMI of the stack model-ami, /opt/ml must be mounted, and LD_LIBRARY_PATH must name /opt/ml/lib",
  );
});

test('every library that another AMI lacks is named, with who needs it', async () => {
  for (const name of ['libcudart.so.12', 'libcudnn_ops.so.9', 'libcudnn_cnn.so.9']) await rm(at('ml', name));
  const said = await message();
  expect(said).toContain('missing: libcudart.so.12 (for libonnxruntime_providers_cuda.so), ');
  expect(said).toContain('libcudnn_cnn.so.9 (for libcudnn.so.9), libcudnn_ops.so.9 (for libcudnn.so.9); ');
  expect(said).toContain('AMI of the stack model-ami');
  expect(said).not.toContain('must ask for one');
});

test('a job that asked for no GPU lacks the driver and the devices', async () => {
  await rm(at('system/libcuda.so.1'));
  for (const node of ['nvidiactl', 'nvidia-uvm', 'nvidia3']) await rm(at('dev', node));
  const said = await message();
  const nodes = ['nvidiactl', 'nvidia-uvm', 'nvidia0'].map((node) => at('dev', node)).join(', ');
  expect(said).toContain(`missing: libcuda.so.1 (for libcudart.so.12), ${nodes}; no GPU is lent`);
  expect(said).not.toContain('AMI of the stack');
});

test('a library that is cut off counts as missing', async () => {
  await truncate(at('ml/libcudnn.so.9'), 40);
  expect(await message()).toContain(
    `missing: ${at('ml/libcudnn.so.9')}: is no shared library (the file is cut off)`,
  );
});

test('libraries that only the list of ldconfig knows are found', async () => {
  await mkdir(at('toolkit'));
  await writeSharedLibrary(at('toolkit/libz.so.1'), []);
  await rm(at('system/libz.so.1'));
  expect(await message()).toContain('libz.so.1 (for libcudnn.so.9)');
  await writeFile(
    paths.loaderCache,
    `glibc-ld.so.cache1.1\0\u0003${at('system/libc.so.6')}\0${at('toolkit/libz.so.1')}\0`,
  );
  await expect(checkGpu(paths)).resolves.toBeUndefined();
});

test('a runtime that was installed without the CUDA provider says where it should be', async () => {
  await rm(at('providers/libonnxruntime_providers_cuda.so'));
  expect(await message()).toContain(`missing: ${at('providers/libonnxruntime_providers_cuda.so')}; CUDA and`);
});

// Libraries of other systems have other formats.
const testOnLinux = process.platform === 'linux' ? test : test.skip;

testOnLinux('what a real library asks for is read as the linker wrote it', async () => {
  const binding = `../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`;
  const path = fileURLToPath(new URL(binding, import.meta.resolve('onnxruntime-node')));
  const needed = await neededLibraries(path);
  expect(needed).toContain('libonnxruntime.so.1');
  expect(needed).toContain('libc.so.6');
});
