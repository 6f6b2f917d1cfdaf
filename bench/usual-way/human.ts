import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodePicture } from '@deepsentinel/inference-core';
import { writeJpegs } from './jpegs.ts';
import { reportWork } from './work.ts';

/** The parts of `@vladmandic/human` that are used here. */
interface Human {
  readonly tf: {
    tensor(data: Uint8Array, shape: readonly number[], type: 'float32'): object;
    dispose(tensor: object): void;
  };
  load(): Promise<void>;
  detect(picture: object): Promise<{ readonly error: string | null }>;
}

/**
 * Analyzes the video named by the first argument with `@vladmandic/human`: as many frames a second as the second says
 * become JPEG files, which go through the networks from which the embedded pack is made, on the library's own
 * WebAssembly backend. It estimates one pose per picture and tracks nobody. The third argument is its folder.
 */
const [video, fps, folder] = process.argv.slice(2);
const human = await loadHuman(join(folder!, 'node_modules'));
await reportWork(async () => {
  await using jpegs = await writeJpegs(video!, fps!);
  for (const path of jpegs.paths) {
    const { data, width, height } = await decodePicture(path);
    const picture = human.tf.tensor(data, [1, height, width, 3], 'float32');
    const { error } = await human.detect(picture);
    if (error) throw new Error(error);
    human.tf.dispose(picture);
  }
  return jpegs.paths.length;
});

/** Loads the library with the networks that the embedded pack has, and nothing else. */
async function loadHuman(modules: string): Promise<Human> {
  fetchFiles();
  const library = join(modules, '@vladmandic/human');
  const { Human } = createRequire(import.meta.url)(join(library, 'dist/human.node-wasm.js')) as {
    readonly Human: new (options: object) => Human;
  };
  const off = { enabled: false };
  const faceParts = { mesh: off, iris: off, emotion: off, antispoof: off, liveness: off };
  const human = new Human({
    backend: 'wasm',
    wasmPath: join(modules, '@tensorflow/tfjs-backend-wasm/dist/'),
    modelBasePath: `${pathToFileURL(join(library, 'models')).href}/`,
    // Results of one picture are not taken over to the next.
    cacheSensitivity: 0,
    ...{ filter: off, gesture: off, hand: off, segmentation: off },
    face: { enabled: true, detector: { maxDetected: 20 }, description: { enabled: true }, ...faceParts },
    body: { enabled: true, modelPath: 'movenet-lightning.json' },
    object: { enabled: true, modelPath: 'centernet.json', maxDetected: 20 },
  });
  await human.load();
  return human;
}

/** Lets `fetch` read files, which the library takes for granted and Node's does not. */
function fetchFiles(): void {
  const fetchUrl = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    if (!String(input).startsWith('file:')) return await fetchUrl(input, init);
    return new Response(await readFile(new URL(String(input))));
  };
}
