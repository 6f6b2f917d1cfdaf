import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

/** Processors that images are built for, by Node's names. */
export const architectures = ['x64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

/** A package that is copied into an image, because its native code cannot be bundled. */
export interface NativePackage {
  readonly name: string;
  readonly version: string;
  /** Directory of its installation; null when this machine has another platform. */
  readonly directory: string | null;
}

const roots = ['onnxruntime-node', 'sharp'];

/** Packages that only the installation script of onnxruntime-node needs, which fetches CUDA. */
const installTimeOnly = new Set(['adm-zip', 'global-agent']);

/**
 * Lists the native packages of the runner and everything they need on Linux with glibc, each once.
 *
 * @param from URL of a module that imports them
 * @throws {Error} two versions of a package are needed, or one is not installed
 */
export async function nativePackages(from: string, architecture: Architecture): Promise<NativePackage[]> {
  const found = new Map<string, NativePackage>();
  const visit = async (name: string, range: string, base: string): Promise<void> => {
    const manifestPath = packageManifest(name, base);
    if (manifestPath === undefined && !isForPlatform(name)) throw new Error(`${name} is not installed`);
    const manifest = manifestPath === undefined ? { version: range } : await readManifest(manifestPath);
    const known = found.get(name);
    if (known && known.version !== manifest.version) {
      throw new Error(`${name} is needed as ${known.version} and as ${manifest.version}`);
    }
    if (known) return;
    const directory = manifestPath === undefined ? null : dirname(manifestPath);
    found.set(name, { name, version: manifest.version, directory });
    for (const [needed, wanted] of neededPackages(manifest, architecture)) {
      await visit(needed, wanted, manifestPath ?? base);
    }
  };
  for (const name of roots) await visit(name, '*', from);
  return [...found.values()];
}

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

async function readManifest(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(path, 'utf8')) as Manifest;
}

/** Lists what a package needs. Optional dependencies are those of platforms; their versions are exact. */
function neededPackages(manifest: Manifest, architecture: Architecture): [string, string][] {
  const { dependencies = {}, optionalDependencies = {} } = manifest;
  return [
    ...Object.entries(dependencies).filter(
      ([name]) => !installTimeOnly.has(name) && !(name in optionalDependencies),
    ),
    ...Object.entries(optionalDependencies).filter(([name]) => name.endsWith(`-linux-${architecture}`)),
  ];
}

function isForPlatform(name: string): boolean {
  return /-linux-(x64|arm64)$/.test(name);
}

/** Finds the manifest of a package. Links are followed, because dependencies are installed beside the real directory. */
function packageManifest(name: string, base: string): string | undefined {
  try {
    const path = findPackageJSON(name, base);
    return path && realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * Whether the runner uses a file of such a package: no sources, types or maps, and of onnxruntime-node's libraries only
 * those of the platform, without CUDA and TensorRT.
 *
 * @param path path relative to the package's directory, with `/`
 */
export function isUsed(path: string, architecture: Architecture): boolean {
  if (/(^|\/)(node_modules|src|script|install|include)(\/|$)/.test(path)) return false;
  if (/\.(map|[cm]?ts|h|gypi?)$/.test(path)) return false;
  if (/libonnxruntime_providers/.test(path)) return false;
  const [bin, napi, platform, processor] = path.split('/');
  if (bin !== 'bin' || napi === undefined || !napi.startsWith('napi-')) return true;
  return (platform ?? 'linux') === 'linux' && (processor ?? architecture) === architecture;
}
