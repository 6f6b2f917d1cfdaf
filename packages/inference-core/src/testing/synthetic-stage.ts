import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SyntheticModel, writeSyntheticModel } from '@deepsentinel/synthetic-pack';
import type { ModelFamily } from '../onnx/model-family.ts';
import { ModelLoader } from '../onnx/model-loader.ts';

/** A pipeline stage that a family has made of a synthetic model; disposing of it lets go of its networks and files. */
export interface ContractStage<Stage> extends AsyncDisposable {
  readonly stage: Stage;
}

/** Loads a synthetic model from real files, as it would be loaded from a pack. */
export async function loadSyntheticModel<Stage>(
  contract: SyntheticModel,
  family: ModelFamily<Stage>,
): Promise<ContractStage<Stage>> {
  await using loading = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'synthetic-model-'));
  loading.defer(() => rm(directory, { recursive: true }));
  const loader = loading.use(new ModelLoader({ device: 'cpu', threads: 1 }));
  const { entry } = await writeSyntheticModel(directory, contract);
  const stage = await loader.load({ ...entry, directory }, family);
  const running = loading.move();
  return { stage, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
