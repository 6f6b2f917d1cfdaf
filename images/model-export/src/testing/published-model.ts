import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type OnnxModel, writeOnnxModel } from '@deepsentinel/onnx-writer';
import type { SyntheticModel } from '@deepsentinel/synthetic-pack';

/** How a publisher has laid out a model. */
export interface Layout {
  /** Of the folder, which exporters tell the model by. */
  readonly name: string;
  /** Of each part's network, as its file is called. */
  readonly stems: Readonly<Record<string, string>>;
  /** Of the networks' files. */
  readonly variant?: string;
  /** JSON files beside the model's own. */
  readonly settings?: Readonly<Record<string, object>>;
  /** How a network is written. */
  readonly write?: (onnx: OnnxModel, file: string) => Promise<void>;
}

/**
 * Writes a synthetic model as Hugging Face's publishers do.
 *
 * @returns its folder
 */
export async function publish(directory: string, model: SyntheticModel, layout: Layout): Promise<string> {
  const { name, stems, variant, settings = {}, write = writeNetwork } = layout;
  const folder = join(directory, name);
  await mkdir(join(folder, 'onnx'), { recursive: true });
  for (const [role, { onnx }] of Object.entries(model.networks)) {
    const stem = [stems[role], variant].filter((word) => word !== undefined).join('_');
    await write(onnx, join(folder, 'onnx', `${stem}.onnx`));
  }
  for (const { file, content } of Object.values(model.assets)) {
    await writeFile(join(folder, basename(file)), content);
  }
  for (const [file, content] of Object.entries(settings)) {
    await writeFile(join(folder, file), JSON.stringify(content));
  }
  return folder;
}

async function writeNetwork(onnx: OnnxModel, file: string): Promise<void> {
  await writeFile(file, writeOnnxModel(onnx));
}
