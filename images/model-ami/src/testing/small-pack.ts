import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A model pack in a temporary directory. */
export interface SmallPack extends AsyncDisposable {
  readonly directory: string;
  /** Empty directory beside the pack. */
  readonly scratch: string;
  readonly manifestSha256: string;
}

const weights = { 'detector.onnx': 'weights of the detector', 'pose/pose.onnx': 'weights of the pose' };

export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/**
 * Writes a small pack.
 *
 * @param rename replaces paths in the manifest only
 */
export async function smallPack(
  version = '1',
  rename: (file: string) => string = (file) => file,
): Promise<SmallPack> {
  const root = await mkdtemp(join(tmpdir(), 'small-pack-'));
  const directory = join(root, 'pack');
  const scratch = join(root, 'scratch');
  await mkdir(scratch);
  for (const [file, content] of Object.entries(weights)) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), content);
  }
  const files = Object.entries(weights).map(([file, content]) => [rename(file), sha256(content)]);
  const manifest = JSON.stringify({
    formatVersion: 2,
    name: 'small',
    version,
    files: Object.fromEntries(files),
    models: [],
  });
  await writeFile(join(directory, 'manifest.json'), manifest);
  return {
    directory,
    scratch,
    manifestSha256: sha256(manifest),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}
