import { type ContractModel, fastvlmModel } from '@deepsentinel/contract-pack';
import { afterAll, beforeAll } from '@jest/globals';
import { type ContractStage, loadContractModel } from '../testing/contract-stage.ts';
import { itDescribesEvents } from '../testing/describer-conformance.ts';
import type { Describer } from './describer.ts';
import { fastvlmDescriber } from './fastvlm.ts';
import { templateFamily } from './template.ts';

const template: ContractModel = {
  entry: { slot: 'describer', family: 'template', labels: [], thresholds: {}, constants: {}, options: {} },
  networks: {},
  assets: {},
};

const loaded: Record<string, ContractStage<Describer>> = {};
beforeAll(async () => {
  loaded['template'] = await loadContractModel(template, templateFamily);
  loaded['fastvlm'] = await loadContractModel(fastvlmModel(), fastvlmDescriber);
});
afterAll(async () => {
  for (const stage of Object.values(loaded)) await stage[Symbol.asyncDispose]();
});

for (const family of ['template', 'fastvlm']) itDescribesEvents(family, () => loaded[family]!.stage);
