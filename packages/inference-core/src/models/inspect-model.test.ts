import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type ModelPack, openModelPack } from '@deepsentinel/model-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countParameters } from './count-parameters.ts';
import { inspectModel } from './inspect-model.ts';

const settings = { device: 'cpu', threads: 1 } as const;
let pack: ModelPack;
let directory: string;
beforeAll(async () => {
  pack = await openModelPack(await ensureEmbeddedPack());
  directory = await mkdtemp(join(tmpdir(), 'inspect-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('a model is inspected', () => {
  test('sound: its tensors, its size, and that it runs', async () => {
    for (const model of pack.models.values()) {
      const inspection = await inspectModel(model, settings);
      expect(inspection.faults).toEqual([]);
      expect(inspection.firstRunMs).toBeGreaterThan(0);
      // Four bytes a number, and little else in the file; some weights are stored as they are needed, in halves.
      expect(inspection.parameters * 4).toBeGreaterThan(inspection.bytes * 0.5);
      expect(inspection.parameters).toBeLessThan(inspection.bytes);
    }
  });

  test('with another contract: every difference, with expected and found', async () => {
    const detector = pack.models.get('detector')!;
    const [input] = detector.inputs;
    const changed = {
      ...detector,
      inputs: [{ ...input!, shape: [1, 2, 3, 4] }],
      outputs: [{ name: 'nothing', type: 'float32' as const, shape: [1] }],
    };
    const { faults } = await inspectModel(changed, settings);
    expect(faults).toEqual([
      expect.stringMatching(/^input ".*" of the model for "detector": expected uint8 \[1, 2, 3, 4\], found /),
      'output "nothing" of the model for "detector": expected float32 [1], found no tensor of that name',
      expect.stringContaining('does not run on zeros'),
    ]);
  });

  test('that is none: why it cannot be loaded', async () => {
    const path = join(directory, 'none.onnx');
    await writeFile(path, 'no model');
    const { faults } = await inspectModel({ ...pack.models.get('detector')!, path }, settings);
    expect(faults).toEqual([expect.stringContaining('cannot be loaded')]);
  });
});

test('a file that breaks off is not counted', () => {
  expect(() => countParameters(Uint8Array.of(0x3a, 0x80))).toThrow('ends within a number');
});
