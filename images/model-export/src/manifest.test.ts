import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openModelPack } from '@deepsentinel/model-pack';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const scripts = fileURLToPath(new URL('../scripts/', import.meta.url));

/** Without PyTorch and ONNX: manifest.py and the command line need neither. */
async function python(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, PYTHONPATH: scripts, PYTHONDONTWRITEBYTECODE: '1' };
  return await promisify(execFile)('python3', args, { env }).catch((error) => error);
}

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
    "licence": {"name": "AGPL-3.0", "commercialUse": "unclear"},
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
  expect((await python('-c', program, directory, 'tensor(float)')).stderr).toBe('');
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

test('a tensor of a type that no pack can hold is refused by name', async () => {
  const { stderr } = await python('-c', program, directory, 'tensor(string)');
  expect(stderr).toContain('input: tensor(string) is none of tensor(float), ');
  expect(await readdir(directory)).toEqual(['detector.onnx']);
});

test.each([
  ['a checkpoint that is not there', ['--detector', 'absent.pt', 'out'], 'absent.pt: no such file'],
  ['a pack without a detector', ['out'], 'the following arguments are required: --detector'],
])('%s is refused before anything is loaded', async (_phrase, args, message) => {
  const { stderr } = await python(join(scripts, 'export_pack.py'), '--version', '1', ...args);
  expect(stderr).toContain(message);
});

test('a directory that holds something is not exported to', async () => {
  const checkpoint = join(directory, 'detector.onnx');
  const args = ['--version', '1', '--detector', checkpoint, directory];
  const { stderr } = await python(join(scripts, 'export_pack.py'), ...args);
  expect(stderr).toBe(`${directory}: is not empty\n`);
});

test('every script is Python', async () => {
  const names = (await readdir(scripts)).filter((name) => name.endsWith('.py'));
  expect(names).toHaveLength(6);
  const parse = 'import ast, sys\nfor path in sys.argv[1:]: ast.parse(open(path).read(), path)';
  expect((await python('-c', parse, ...names.map((name) => join(scripts, name)))).stderr).toBe('');
});
