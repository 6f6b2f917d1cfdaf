import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Bundles a Lambda function into one file, without the embedded database. The same sources give the same bytes in any
 * directory, so that a deployment can tell by them whether anything has changed. Whatever was in the folder of OUTFILE
 * is removed.
 *
 *     bundle-lambda ENTRY OUTFILE
 */
const [entry, outfile] = process.argv.slice(2);
if (!entry || !outfile) {
  process.stderr.write('usage: bundle-lambda ENTRY OUTFILE\n');
  process.exit(64);
}

const { outputFiles } = await build({
  entryPoints: [resolve(entry)],
  outfile: resolve(outfile),
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The embedded database serves one machine; pg asks for its native driver and does without.
  external: ['./embedded-database.ts', 'pg-native'],
  // Packages in CommonJS ask for Node's own modules with `require`.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  write: false,
});

const [{ path, contents }] = outputFiles;
rmSync(dirname(path), { recursive: true, force: true });
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, contents);
const kibibytes = (bytes) => `${(bytes.length / 1024).toFixed(0)} KiB`;
process.stdout.write(
  `${relative('', path)}: ${kibibytes(contents)}, ${kibibytes(gzipSync(contents))} gzipped\n`,
);
