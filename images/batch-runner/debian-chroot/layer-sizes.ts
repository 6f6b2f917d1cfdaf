import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Prints the layers of images with their uncompressed sizes, and those of the base apart: `layer-sizes.ts BASE IMAGE...`. */
const [base = '', ...images] = process.argv.slice(2);

interface Layer {
  readonly digest: string;
  readonly bytes: number;
  readonly madeBy: string;
}

interface Config {
  readonly history: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

function layersOf(image: string): Layer[] {
  const directory = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    const format = ['--quiet', '--disable-compression', '--format', 'oci'];
    execFileSync('buildah', ['push', ...format, image, `dir:${directory}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const read = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
    const { layers, config } = read('manifest.json');
    const { history } = read(config.digest.replace('sha256:', '')) as Config;
    const steps = history.filter(({ empty_layer: isEmpty }) => !isEmpty);
    return layers.map(({ digest, size }: { digest: string; size: number }, index: number) => ({
      digest,
      bytes: size,
      madeBy: shortened(steps[index]?.created_by ?? ''),
    }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function shortened(step: string): string {
  const told = step
    .replace(/^\/bin\/sh -c (#\(nop\) )?/, '')
    .replace(/(dir|file|multi):[0-9a-f]{64} in/, 'to');
  return told.length > 60 ? `${told.slice(0, 57)}...` : told;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`.padStart(10);
const total = (layers: readonly Layer[]) => layers.reduce((sum, { bytes }) => sum + bytes, 0);

const ofBase = layersOf(base);
for (const image of images) {
  const own = layersOf(image).slice(ofBase.length);
  process.stdout.write(`${image}\n${megabytes(total(ofBase))}  base: ${base}\n`);
  for (const { bytes, madeBy } of own) process.stdout.write(`${megabytes(bytes)}  ${madeBy}\n`);
  process.stdout.write(`${megabytes(total(own))}  without the base\n\n`);
}
