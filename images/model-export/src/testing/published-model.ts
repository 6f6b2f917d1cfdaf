import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type OnnxModel, writeOnnxModel } from '@deepsentinel/onnx-writer';
import type { SyntheticModel } from '@deepsentinel/synthetic-pack';

/** Layout of a published model. */
export interface Layout {
  /** Name of the folder, by which exporters recognize the model. */
  readonly name: string;
  /** Stem of each network's file, by the network's role. */
  readonly stems: Readonly<Record<string, string>>;
  /** Suffix of the networks' files. */
  readonly variant?: string;
  /** JSON files beside those of the model. */
  readonly settings?: Readonly<Record<string, object>>;
  /** Writes a network; defaults to a plain ONNX file. */
  readonly write?: (onnx: OnnxModel, file: string) => Promise<void>;
}

/**
 * Writes a synthetic model as publishers on Hugging Face do.
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
