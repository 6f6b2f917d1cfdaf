import { createHash, randomUUID } from 'node:crypto';
import { access, constants, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { manifestFile } from '@deepsentinel/model-pack';
import { env, InferenceSession } from 'onnxruntime-node';
import type { Device } from './device.ts';
import type { PackedNetwork } from './model-entry.ts';

type SessionOptions = InferenceSession.SessionOptions;
type NetworkFile = Pick<PackedNetwork, 'directory' | 'file' | 'path'>;

/** Cache and session of a network that is loaded from its optimized graph. */
export interface OptimizedModelOptions {
  readonly device: Device;
  /** Directory of the optimized graphs, created if missing. */
  readonly cache: string;
  /** Session options, including the level to which the graph is optimized. */
  readonly session: SessionOptions;
}

/**
 * Loads a network from its optimized graph, which is cached on first use. A graph is cached whole or not at all, and
 * replaced if it cannot be loaded. A network with external weights is not cached: its copy would look for them in the
 * cache.
 *
 * @throws {Error} ONNX Runtime's error about the original file
 */
export async function loadOptimized(
  network: NetworkFile,
  options: OptimizedModelOptions,
): Promise<InferenceSession> {
  if ((await hasExternalWeights(network)) || !(await isWritable(options.cache))) {
    return await InferenceSession.create(network.path, options.session);
  }
  const kept = join(options.cache, `${await optimizedKey(network, options.device)}.onnx`);
  return (await loadKept(kept, options)) ?? (await loadAndKeep(network, kept, options));
}

/**
 * Loads a cached graph.
 *
 * @returns null when there is none or it cannot be loaded
 */
async function loadKept(kept: string, { session }: OptimizedModelOptions): Promise<InferenceSession | null> {
  if (!(await exists(kept))) return null;
  try {
    return await InferenceSession.create(kept, { ...session, graphOptimizationLevel: 'disabled' });
  } catch {
    await rm(kept, { force: true });
    return null;
  }
}

async function loadAndKeep(
  { path }: NetworkFile,
  kept: string,
  { session }: OptimizedModelOptions,
): Promise<InferenceSession> {
  const written = `${kept}.${randomUUID()}`;
  const loaded = await InferenceSession.create(path, { ...session, optimizedModelFilePath: written });
  await rename(written, kept);
  return loaded;
}

/**
 * Cache key of an optimized graph, which is laid out for one processor and one release of ONNX Runtime. The manifest,
 * which the files were checked against, stands for their content; hashing them again would take as long as the
 * optimization.
 */
async function optimizedKey({ directory, file }: NetworkFile, device: Device): Promise<string> {
  const manifest = await readFile(join(directory, manifestFile), 'utf8');
  const parts = [manifest, file, env.versions, device, arch(), cpus()[0]?.model];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Whether weights lie beside the graph, in files that exporters name after it with the suffix `_data`. */
async function hasExternalWeights({ path }: NetworkFile): Promise<boolean> {
  const names = await readdir(dirname(path));
  return names.some((name) => name.startsWith(`${basename(path)}_data`));
}

/** Creates the directory if it can. Without a cache, loading only takes longer. */
async function isWritable(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
