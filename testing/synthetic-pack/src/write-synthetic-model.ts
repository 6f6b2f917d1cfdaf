import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ModelEntry, TensorContract } from '@deepsentinel/model-pack';
import { type OnnxModel, type OnnxValue, writeOnnxModel } from '@deepsentinel/onnx-writer';
import type { SyntheticModel } from './synthetic-model.ts';

/** A model whose files have been written. */
export interface WrittenModel {
  readonly entry: ModelEntry;
  /** sha256 of its files, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** License of the networks, which have learned nothing from anybody. */
const license = { name: 'none needed', commercialUse: true } as const;

/** Writes the files of a model. The same model gives the same bytes. */
export async function writeSyntheticModel(
  directory: string,
  { entry, networks, assets }: SyntheticModel,
): Promise<WrittenModel> {
  const files: Record<string, string> = {};
  const write = async (file: string, content: Uint8Array) => {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), content);
    files[file] = createHash('sha256').update(content).digest('hex');
  };
  for (const { file, onnx } of Object.values(networks)) await write(file, writeOnnxModel(onnx));
  for (const { file, content } of Object.values(assets)) await write(file, Buffer.from(content));
  const contracts = Object.entries(networks).map(([role, { file, onnx }]) => [
    role,
    { file, ...tensors(onnx) },
  ]);
  const paths = Object.entries(assets).map(([name, { file }]) => [name, file]);
  const manifest = {
    ...entry,
    networks: Object.fromEntries(contracts),
    assets: Object.fromEntries(paths),
    license,
    source: 'testing/synthetic-pack',
  };
  return { entry: manifest, files };
}

function tensors({ inputs, outputs }: OnnxModel): { inputs: TensorContract[]; outputs: TensorContract[] } {
  const contract = ({ name, type, shape }: OnnxValue) => ({ name, type, shape: [...shape] });
  return { inputs: inputs.map(contract), outputs: outputs.map(contract) };
}
