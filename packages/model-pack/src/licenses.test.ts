import { expect, test } from '@jest/globals';
import { ModelPackError } from './errors.ts';
import { checkLicenses } from './licenses.ts';
import type { ModelEntry } from './manifest.ts';
import type { PackedModel } from './open-model-pack.ts';

function model(slot: PackedModel['slot'], license: ModelEntry['license']): PackedModel {
  const family = 'yolo';
  const empty = { networks: {}, assets: {}, labels: [], thresholds: {}, constants: {}, options: {} };
  return { slot, family, ...empty, license, source: 'made by this test', directory: '/pack' };
}
const free = model('embedder', { name: 'Apache-2.0', commercialUse: true });
const unclear = model('detector', { name: 'AGPL-3.0', commercialUse: 'unclear' });
const forbidden = model('pose', { name: 'MEBOW', commercialUse: false });

test('licenses that allow commercial use need no acceptance', () => {
  checkLicenses([free], []);
});

test('others are used once they are accepted by name', () => {
  checkLicenses([free, unclear, forbidden], ['MEBOW', 'AGPL-3.0']);
});

test('every model whose license was not accepted is named, and what was accepted', () => {
  const check = () => checkLicenses([free, unclear, forbidden], ['MIT']);
  expect(check).toThrow(ModelPackError);
  expect(check).toThrow(
    '/pack: licenses that must be accepted by name, and are not (these are: MIT): detector (yolo): "AGPL-3.0", commercial use unclear; pose (yolo): "MEBOW", commercial use forbidden',
  );
});
