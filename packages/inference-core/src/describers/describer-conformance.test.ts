import { fastvlmModel, type SyntheticModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll } from '@jest/globals';
import { itDescribesEvents } from '../testing/describer-conformance.ts';
import { type LoadedStage, loadSyntheticModel } from '../testing/model-stage.ts';
import type { Describer } from './describer.ts';
import { fastvlmDescriber } from './fastvlm.ts';
import { templateFamily } from './template.ts';

const template: SyntheticModel = {
  entry: { slot: 'describer', family: 'template', labels: [], thresholds: {}, constants: {}, options: {} },
  networks: {},
  assets: {},
};

const loaded: Record<string, LoadedStage<Describer>> = {};
beforeAll(async () => {
  loaded['template'] = await loadSyntheticModel(template, templateFamily);
  loaded['fastvlm'] = await loadSyntheticModel(fastvlmModel(), fastvlmDescriber);
});
afterAll(async () => {
  for (const stage of Object.values(loaded)) await stage[Symbol.asyncDispose]();
});

for (const family of ['template', 'fastvlm']) itDescribesEvents(family, () => loaded[family]!.stage);
