import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the runner into dist/image/batch-runner.mjs, the code layer of its images. Packages with native code stay
 * outside. The bundle is not minified and has no source map: stack traces are readable as they are.
 */
const outfile = fileURLToPath(new URL('./dist/image/batch-runner.mjs', import.meta.url));
const { metafile } = await build({
  // Names of sources in the output are relative to it: the same sources make the same bytes wherever the clone lies.
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['src/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  metafile: true,
  // The embedded database serves one machine; pg asks for its native driver and does without.
  external: ['onnxruntime-node', 'onnxruntime-common', 'sharp', './embedded-database.ts', 'pg-native'],
  // Packages in CommonJS ask for Node's own modules with `require`. esbuild does not read the banner: a name in it must be
  // none that a package imports.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
});

chmodSync(outfile, 0o755);
const [{ bytes }] = Object.values(metafile.outputs);
process.stdout.write(`${outfile}: ${(bytes / 1024).toFixed(0)} KiB\n`);
