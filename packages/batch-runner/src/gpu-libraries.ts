import { readdir, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeviceError } from '@deepsentinel/inference-core';
import { exists, type LibrarySearchPaths, librarySearch } from './library-search.ts';
import { neededLibraries } from './needed-libraries.ts';

/** Directories and files in which CUDA's requirements are looked for. */
export interface GpuSearchPaths extends LibrarySearchPaths {
  /** Directory of ONNX Runtime's own library, in which it looks for its providers. */
  readonly providers: string;
  /** Directory of device nodes. */
  readonly devices: string;
}

const providers = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

const deviceNodes = [
  { pattern: /^nvidiactl$/, name: 'nvidiactl' },
  { pattern: /^nvidia-uvm$/, name: 'nvidia-uvm' },
  { pattern: /^nvidia\d+$/, name: 'nvidia0' },
];

const cudnnLibraries = [
  'adv',
  'cnn',
  'ops',
  'graph',
  'heuristic',
  'engines_precompiled',
  'engines_runtime_compiled',
];

/** Libraries that a library opens at run time, without asking the loader for them. */
const openedLater: readonly (readonly [opener: RegExp, opened: readonly string[]])[] = [
  [/^libcudart\.so\./, ['libcuda.so.1']],
  [/^libcudnn\.so\.9$/, cudnnLibraries.map((name) => `libcudnn_${name}.so.9`)],
];

/** Matches libraries that belong to the driver of the host. */
const ofDriver = /^lib(cuda|nvidia-[\w-]+)\.so/;

const driverAdvice =
  'no GPU is lent to this container: its job must ask for one (resource requirement GPU) on a host whose driver runs';
const mountAdvice =
  "CUDA and ONNX Runtime's provider come from the host: it must run the AMI of the stack model-ami, /opt/ml must be mounted, and LD_LIBRARY_PATH must name /opt/ml/lib";

/**
 * Checks that the device "cuda" has its libraries and device nodes, before models are loaded: ONNX Runtime itself names
 * the first missing library only, and no device. No library is loaded.
 *
 * @throws {DeviceError} naming every missing file and the remedy
 */
export async function checkGpu(paths: GpuSearchPaths = searchPathsOf(process.env)): Promise<void> {
  const libraries = await missingLibraries(paths);
  const devices = await missingDevices(paths.devices);
  if (libraries.size === 0 && devices.length === 0) return;
  const names = [...libraries.keys()];
  const advice = [
    ...(devices.length > 0 || names.some((name) => ofDriver.test(name)) ? [driverAdvice] : []),
    ...(names.some((name) => !ofDriver.test(name)) ? [mountAdvice] : []),
  ];
  const missing = [...libraries.values(), ...devices].join(', ');
  throw new DeviceError(`device "cuda" cannot be used, missing: ${missing}; ${advice.join('; ')}`);
}

function searchPathsOf({ LD_LIBRARY_PATH = '' }: NodeJS.ProcessEnv): GpuSearchPaths {
  const runtime = dirname(fileURLToPath(import.meta.resolve('onnxruntime-node')));
  const { arch, platform } = process;
  const triplet = `${arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  return {
    providers: join(runtime, `../bin/napi-v6/${platform}/${arch}`),
    loaderPath: LD_LIBRARY_PATH.split(':').filter((directory) => directory !== ''),
    loaderCache: '/etc/ld.so.cache',
    systemPath: [`/lib/${triplet}`, `/usr/lib/${triplet}`, '/lib64', '/usr/lib64', '/lib', '/usr/lib'],
    devices: '/dev',
  };
}

/** Finds missing libraries; the values say where each was expected. */
async function missingLibraries(paths: GpuSearchPaths): Promise<Map<string, string>> {
  const search = await librarySearch(paths);
  const missing = new Map<string, string>();
  const seen = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    const opener = basename(path);
    for (const name of await librariesOf(path, missing)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const found = await search(name);
      if (found === null) missing.set(name, `${name} (for ${opener})`);
      else await visit(found);
    }
  };
  for (const name of providers) {
    const path = join(paths.providers, name);
    seen.add(name);
    if (await exists(path)) await visit(path);
    // In the image it is a link into the mount.
    else missing.set(name, await readlink(path).catch(() => path));
  }
  return missing;
}

/** Lists the libraries that a library needs at start and later. A damaged library is added to the missing ones. */
async function librariesOf(path: string, missing: Map<string, string>): Promise<string[]> {
  const name = basename(path);
  const later = openedLater.flatMap(([opener, opened]) => (opener.test(name) ? opened : []));
  try {
    return [...(await neededLibraries(path)), ...later];
  } catch (error) {
    missing.set(name, (error as Error).message);
    return [];
  }
}

async function missingDevices(directory: string): Promise<string[]> {
  const nodes = await readdir(directory);
  return deviceNodes
    .filter(({ pattern }) => !nodes.some((node) => pattern.test(node)))
    .map(({ name }) => join(directory, name));
}
