import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bundles the Lambda function into dist/lambda/index.mjs: all three handlers, without the embedded database. */
const directory = fileURLToPath(new URL('./dist/lambda/', import.meta.url));
rmSync(directory, { recursive: true, force: true });
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('./src/lambda.ts', import.meta.url))],
  outfile: `${directory}index.mjs`,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The embedded database serves one machine; pg asks for its native driver and does without.
  external: ['./embedded-database.ts', 'pg-native'],
  // Packages in CommonJS ask for Node's own modules with `require`.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  write: false,
});

const [{ path, contents }] = outputFiles;
mkdirSync(directory, { recursive: true });
writeFileSync(path, contents);
const kibibytes = (bytes) => `${(bytes.length / 1024).toFixed(0)} KiB`;
process.stdout.write(`${path}: ${kibibytes(contents)}, ${kibibytes(gzipSync(contents))} gzipped\n`);
