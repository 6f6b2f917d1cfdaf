import type { ModelPack } from '@deepsentinel/model-pack';
import type { AnalyzerOptions } from './analyzer.ts';
import type { Embedder, ImageTextEmbedder } from './embedders/embedder.ts';
import { hashingEmbedder } from './embedders/hashing.ts';
import { findFamily } from './model-registry.ts';
import { completeSettings } from './onnx/device.ts';
import { ModelLoader } from './onnx/model-loader.ts';

/** Embedders of search queries: the models of a pack that also embedded its events. */
export interface QueryEmbedder extends AsyncDisposable {
  readonly embedder: Embedder;
  /** Embedder of pictures and texts; null when the pack has none. */
  readonly imageText: ImageTextEmbedder | null;
}

/** Device and families of a query embedder; only families of `embedder` and `imageText` are used. */
export type QueryEmbedderOptions = Omit<AnalyzerOptions, 'stages'>;

/**
 * Loads the models of a pack that search needs.
 *
 * @throws {ModelPackError} a model cannot be loaded, breaks its contract or is of an unknown family
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function createQueryEmbedder(
  pack: ModelPack,
  { families = {}, ...settings }: QueryEmbedderOptions = {},
): Promise<QueryEmbedder> {
  await using loading = new AsyncDisposableStack();
  const loader = loading.use(new ModelLoader(completeSettings(settings)));
  const embedder = pack.models.get('embedder');
  const imageText = pack.models.get('imageText');
  const models = {
    embedder: embedder
      ? await loader.load(embedder, findFamily('embedder', embedder, families))
      : hashingEmbedder,
    imageText: imageText ? await loader.load(imageText, findFamily('imageText', imageText, families)) : null,
  };
  const running = loading.move();
  return { ...models, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
