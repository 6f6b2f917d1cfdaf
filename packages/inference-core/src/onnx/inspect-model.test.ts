import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type ModelPack, openModelPack, type PackedModel } from '@deepsentinel/model-pack';
import { GraphBuilder, writeOnnxModel } from '@deepsentinel/onnx-writer';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countParameters } from './count-parameters.ts';
import { inspectModel } from './inspect-model.ts';
import { threshold } from './model-entry.ts';
import type { ModelFamily } from './model-family.ts';

const settings = { device: 'cpu', threads: 1 } as const;
const everyNetwork: ModelFamily<unknown> = async (model, { open }) =>
  Promise.all(Object.keys(model.networks).map(open));
let pack: ModelPack;
let directory: string;
beforeAll(async () => {
  pack = await openModelPack(await ensureEmbeddedPack());
  directory = await mkdtemp(join(tmpdir(), 'inspect-'));
});
afterAll(() => rm(directory, { recursive: true }));

const detector = () => pack.models.get('detector')!;

/** The detector, with another network or another description of it. */
function altered(changes: Partial<PackedModel['networks'][string]>, others: Partial<PackedModel> = {}) {
  const network = { ...detector().networks['model']!, ...changes };
  return { ...detector(), networks: { model: network }, ...others };
}

describe('the inspection of a model', () => {
  test('reports tensors, sizes and run times of its networks', async () => {
    for (const model of pack.models.values()) {
      const { faults, networks } = await inspectModel(model, settings, everyNetwork);
      expect(faults).toEqual([]);
      expect(networks.map(({ name }) => name)).toEqual(Object.keys(model.networks));
      for (const { firstRunMs, parameters, bytes } of networks) {
        expect(firstRunMs).toBeGreaterThan(0);
        // Four bytes a number, and little else in the file; some weights are stored as they are needed, in halves.
        expect(parameters! * 4).toBeGreaterThan(bytes * 0.5);
        expect(parameters).toBeLessThan(bytes);
      }
    }
  });

  test('reports every difference to the manifest, with expected and found tensors', async () => {
    const [input] = detector().networks['model']!.inputs;
    const model = altered({
      inputs: [{ ...input!, shape: [1, 2, 3, 4] }],
      outputs: [{ name: 'nothing', type: 'float32', shape: [1] }],
    });
    const { faults } = await inspectModel(model, settings, everyNetwork);
    const differences = [
      /model of the detector \(centernet\): input ".*": expected uint8 \[1, 2, 3, 4\], found uint8 \[N, 512, 512, 3\]$/,
      /output "nothing": expected float32 \[1\], found no tensor of that name$/,
      /output "heatmap": the manifest does not name it$/,
      /output "ltrb": the manifest does not name it$/,
      /does not run on zeros/,
    ];
    expect(faults).toEqual(differences.map((difference) => expect.stringMatching(difference)));
  });

  test('reports why a file that is not a model cannot be loaded', async () => {
    await writeFile(join(directory, 'none.onnx'), 'no model');
    const model = altered({ file: 'none.onnx' }, { directory });
    const { faults, networks } = await inspectModel(model, settings, everyNetwork);
    expect(faults).toEqual([expect.stringContaining('cannot be loaded')]);
    expect(networks).toMatchObject([{ name: 'model', bytes: 8, loadMs: null, firstRunMs: null }]);
  });

  test('reports why its family refuses it', async () => {
    const family: ModelFamily<number> = async (model) => threshold(model, 'boldness');
    const { faults } = await inspectModel(detector(), settings, family);
    expect(faults).toEqual([expect.stringContaining('the manifest states no threshold "boldness"')]);
  });

  test('runs a decoder with an empty cache, as for the first token', async () => {
    const graph = new GraphBuilder();
    graph.alias(graph.emit('Concat', ['past', 'token'], { axis: 0 }), 'present');
    const inputs = [
      { name: 'past', type: 'float32', shape: ['past_sequence_length', 2] },
      { name: 'token', type: 'float32', shape: ['sequence_length', 2] },
    ] as const;
    const outputs = [{ name: 'present', type: 'float32', shape: ['total_sequence_length', 2] }] as const;
    await writeFile(
      join(directory, 'decoder.onnx'),
      writeOnnxModel(graph.model('decoder', { inputs, outputs })),
    );
    const contract = (values: typeof inputs | typeof outputs) =>
      values.map(({ shape, ...value }) => ({ ...value, shape: [...shape] }));
    const model = altered(
      { file: 'decoder.onnx', inputs: contract(inputs), outputs: contract(outputs) },
      { directory },
    );
    const { faults, networks } = await inspectModel(model, settings, everyNetwork);
    expect(faults).toEqual([]);
    expect(networks[0]?.firstRunMs).toBeGreaterThan(0);
  });
});

test('countParameters refuses a file that breaks off', () => {
  expect(() => countParameters(Uint8Array.of(0x3a, 0x80))).toThrow('ends within a number');
});
