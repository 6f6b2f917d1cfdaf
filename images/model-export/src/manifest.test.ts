import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModelPack } from '@deepsentinel/model-pack';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runPython, scripts } from './testing/run-python.ts';

const program = `
import sys
from types import SimpleNamespace as Tensor
from manifest import tensors_of, write_manifest

model = {
    "slot": "detector",
    "family": "yolo",
    "networks": {
        "model": {
            "file": "detector.onnx",
            "inputs": tensors_of([Tensor(name="input", type=sys.argv[2], shape=["N", 3, 640, 640])]),
            "outputs": tensors_of([Tensor(name="output0", type="tensor(float)", shape=["N", 6, 8400])]),
        }
    },
    "constants": {"minAge": 1.0, "maxAge": 95.0},
    "license": {"name": "AGPL-3.0", "commercialUse": "unclear"},
    "source": "made by this test",
}
write_manifest(sys.argv[1], "exported", "1.0.0", [model])
`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-export-'));
  await writeFile(join(directory, 'detector.onnx'), 'weights');
});
afterEach(() => rm(directory, { recursive: true }));

test('the manifest that the exporter writes is one that the pipeline opens', async () => {
  expect((await runPython('-c', program, directory, 'tensor(float)')).stderr).toBe('');
  const pack = await openModelPack(directory);
  expect(pack).toMatchObject({ name: 'exported', version: '1.0.0' });
  expect(pack.models.get('detector')).toMatchObject({
    networks: {
      model: {
        inputs: [{ name: 'input', type: 'float32', shape: ['N', 3, 640, 640] }],
        outputs: [{ name: 'output0', type: 'float32', shape: ['N', 6, 8400] }],
      },
    },
    constants: { minAge: 1, maxAge: 95 },
  });
});

test.each([
  ['of a type that no pack can hold', 'tensor(string)', '[1]', 'tensor(string) is none of tensor(float), '],
  [
    'with a size that has no name',
    'tensor(float)',
    '[None, 3]',
    '[None, 3] has a size without number or name',
  ],
])('a tensor %s is refused by name', async (_phrase, type, shape, message) => {
  const tensor = `from manifest import tensor_of; tensor_of("input", "${type}", ${shape})`;
  expect((await runPython('-c', tensor)).stderr).toContain(`input: ${message}`);
});

test('shapes are inferred by the release of ONNX Runtime that the pipeline has', async () => {
  const requirements = await readFile(join(scripts, '../requirements.txt'), 'utf8');
  const core = await readFile(join(scripts, '../../../packages/inference-core/package.json'), 'utf8');
  const release: string = JSON.parse(core).dependencies['onnxruntime-node'];
  expect(requirements).toContain(`\nonnxruntime==${release}\n`);
});

test('every script is Python', async () => {
  const names = (await readdir(scripts)).filter((name) => name.endsWith('.py'));
  expect(names).toHaveLength(12);
  const parse = 'import ast, sys\nfor path in sys.argv[1:]: ast.parse(open(path).read(), path)';
  expect((await runPython('-c', parse, ...names.map((name) => join(scripts, name)))).stderr).toBe('');
});
