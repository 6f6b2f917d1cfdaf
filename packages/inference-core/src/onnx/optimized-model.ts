import { createHash, randomUUID } from 'node:crypto';
import { access, constants, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { manifestFile } from '@deepsentinel/model-pack';
import { env, InferenceSession } from 'onnxruntime-node';
import type { Device } from './device.ts';
import type { PackedNetwork } from './packed-network.ts';

type SessionOptions = InferenceSession.SessionOptions;
type NetworkFile = Pick<PackedNetwork, 'directory' | 'file' | 'path'>;

export interface OptimizedModelOptions {
  readonly device: Device;
  /** Directory of the optimized graphs, made if missing. */
  readonly cache: string;
  /** Of the session, with the level to which the graph is optimized. */
  readonly session: SessionOptions;
}

/**
 * Loads a network from its optimized graph, and keeps that graph when it is not there yet. It appears whole or not at all;
 * one that cannot be loaded is removed and made again. A graph whose weights lie in files beside it is not kept: its copy
 * would look for them in the cache.
 *
 * @throws {Error} ONNX Runtime's, about the original file
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

/** @returns null when there is none or it cannot be loaded */
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
 * A graph is laid out for one processor and one release of ONNX Runtime: another one must not find it. The manifest, held
 * against the files when the pack was opened, stands for their content; to read them again would take as long as the
 * optimization.
 */
async function optimizedKey({ directory, file }: NetworkFile, device: Device): Promise<string> {
  const manifest = await readFile(join(directory, manifestFile), 'utf8');
  const parts = [manifest, file, env.versions, device, arch(), cpus()[0]?.model];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** By the name that exporters give them: that of the graph, with `_data` behind it. */
async function hasExternalWeights({ path }: NetworkFile): Promise<boolean> {
  const names = await readdir(dirname(path));
  return names.some((name) => name.startsWith(`${basename(path)}_data`));
}

/** Makes the directory if it can. Without it everything works, and loads a little longer. */
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
