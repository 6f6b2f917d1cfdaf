import { chmod, cp, lutimes, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchPackage } from './fetch-package.ts';
import { type Architecture, isUsed, nativePackages } from './native-packages.ts';
import { runProgram } from './run-program.ts';

const checkout = fileURLToPath(new URL('../../../..', import.meta.url));
const runner = join(checkout, 'packages/batch-runner');
const importer = import.meta.resolve('@deepsentinel/inference-core');

/** Time stamp of every file in an image, so that the same content makes the same layer. */
const timestamp = new Date('2000-01-01T00:00:00Z');

export interface ContextContents {
  readonly architecture: Architecture;
  /** Directory of the model pack for the image; undefined for none. */
  readonly pack: string | undefined;
  readonly signal: AbortSignal;
}

/** A directory that an engine builds from; disposing of it removes it. */
export interface BuildContext extends AsyncDisposable {
  readonly directory: string;
}

/**
 * Makes the build context of the runner's images from this checkout, as images/batch-runner/Dockerfile expects it:
 * Dockerfile, bundled code, native packages and models.
 *
 * @throws {InputError} the code cannot be bundled or a package cannot be fetched
 */
export async function stageContext(contents: ContextContents): Promise<BuildContext> {
  await using disposables = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'sentinel-image-'));
  disposables.defer(() => rm(directory, { recursive: true, force: true }));
  const at = (...names: string[]) => join(directory, ...names);
  for (const file of ['Dockerfile', 'build-ffmpeg.sh']) {
    await cp(join(checkout, 'images/batch-runner', file), at(file));
  }
  await stageCode(at('app'), contents.signal);
  await stageNativePackages(at('native/node_modules'), contents);
  if (contents.pack !== undefined)
    await cp(contents.pack, at('pack'), { recursive: true, dereference: true });
  await levelAttributes(directory);
  const staged = disposables.move();
  return { directory, [Symbol.asyncDispose]: () => staged.disposeAsync() };
}

async function stageCode(target: string, signal: AbortSignal): Promise<void> {
  await runProgram(process.execPath, ['bundle.mjs'], { cwd: runner, signal });
  await mkdir(target);
  await cp(join(runner, 'dist/image/batch-runner.mjs'), join(target, 'batch-runner.mjs'));
}

async function stageNativePackages(
  nodeModules: string,
  { architecture, signal }: Pick<ContextContents, 'architecture' | 'signal'>,
): Promise<void> {
  for (const native of await nativePackages(importer, architecture)) {
    const target = join(nodeModules, native.name);
    const { directory } = native;
    if (directory === null) {
      await fetchPackage(native, { lockfile: join(checkout, 'pnpm-lock.yaml'), target, signal });
    } else {
      const filter = (path: string) => isUsed(relative(directory, path).split(sep).join('/'), architecture);
      await cp(directory, target, { recursive: true, dereference: true, filter });
    }
  }
}

/** Makes everything readable for every user, whatever the umask, and sets all times to `timestamp`. */
async function levelAttributes(path: string): Promise<void> {
  const isDirectory = (await stat(path)).isDirectory();
  await chmod(path, isDirectory || path.endsWith('.mjs') ? 0o755 : 0o644);
  if (isDirectory) for (const name of await readdir(path)) await levelAttributes(join(path, name));
  await lutimes(path, timestamp, timestamp);
}
