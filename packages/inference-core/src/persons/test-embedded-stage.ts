import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type ModelSlot, openModelPack } from '@deepsentinel/model-pack';
import type { ModelFamily } from '../onnx/model-family.ts';
import { ModelLoader } from '../onnx/model-loader.ts';

/** A pipeline stage that a family has made of the embedded pack's model for a slot; disposing of it lets go of its networks. */
export async function loadEmbeddedModel<Stage>(
  slot: ModelSlot,
  family: ModelFamily<Stage>,
): Promise<AsyncDisposable & { readonly stage: Stage }> {
  const { models } = await openModelPack(await ensureEmbeddedPack());
  const loader = new ModelLoader({ device: 'cpu', threads: 1 });
  const stage = await loader.load(models.get(slot)!, family);
  return { stage, [Symbol.asyncDispose]: () => loader[Symbol.asyncDispose]() };
}
