import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type ModelSlot, openModelPack } from '@deepsentinel/model-pack';
import { type SyntheticModel, writeSyntheticModel } from '@deepsentinel/synthetic-pack';
import type { ModelFamily } from '../onnx/model-family.ts';
import { ModelLoader } from '../onnx/model-loader.ts';

/** A pipeline stage that a family has made of a model; disposing of it releases its networks and temporary files. */
export interface LoadedStage<Stage> extends AsyncDisposable {
  readonly stage: Stage;
}

/** Writes a synthetic model to a temporary directory and loads it from there, as from a pack. */
export async function loadSyntheticModel<Stage>(
  model: SyntheticModel,
  family: ModelFamily<Stage>,
): Promise<LoadedStage<Stage>> {
  await using loading = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'synthetic-model-'));
  loading.defer(() => rm(directory, { recursive: true }));
  const loader = loading.use(new ModelLoader({ device: 'cpu', threads: 1 }));
  const { entry } = await writeSyntheticModel(directory, model);
  const stage = await loader.load({ ...entry, directory }, family);
  const running = loading.move();
  return { stage, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Loads the embedded pack's model for a slot. */
export async function loadEmbeddedModel<Stage>(
  slot: ModelSlot,
  family: ModelFamily<Stage>,
): Promise<LoadedStage<Stage>> {
  const { models } = await openModelPack(await ensureEmbeddedPack());
  const loader = new ModelLoader({ device: 'cpu', threads: 1 });
  const stage = await loader.load(models.get(slot)!, family);
  return { stage, [Symbol.asyncDispose]: () => loader[Symbol.asyncDispose]() };
}
