import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Content of a pack to write; its models need not be valid ONNX. */
export interface WrittenPack {
  readonly version?: string;
  readonly name?: string;
  /** Content by path; the first file is the detector. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

const slots = ['detector', 'pose', 'attributes'];
const tensor = { name: 'x', type: 'float32', shape: ['N', 3] };

/** Writes a pack with a valid manifest. */
export async function writePack(
  directory: string,
  { name = 'shop', version = '1.2.0', files = { 'detector.onnx': 'weights' } }: WrittenPack = {},
): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), content);
  }
  const models = Object.keys(files).map((file, index) => ({
    slot: slots[index],
    family: 'test',
    networks: { model: { file, inputs: [tensor], outputs: [tensor] } },
    license: { name: 'MIT', commercialUse: true },
    source: 'made by this test',
  }));
  const checksums = Object.fromEntries(
    Object.entries(files).map(([file, content]) => [
      file,
      createHash('sha256').update(content).digest('hex'),
    ]),
  );
  await writeFile(
    join(directory, 'manifest.json'),
    JSON.stringify({ formatVersion: 2, name, version, files: checksums, models }),
  );
}
