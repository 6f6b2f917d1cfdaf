import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { sourceDirectory } from '../embedded-sources.ts';
import type { TestGraphModel } from './graph-model.ts';

/** Reads a graph model of the npm package without any of our own code. */
export async function readPackagedModel(source: string): Promise<TestGraphModel> {
  const path = join(sourceDirectory(), source);
  return { json: JSON.parse(await readFile(`${path}.json`, 'utf8')), bin: await readFile(`${path}.bin`) };
}

/** Reads the npm package's picture of people as uint8 [1, size, size, 3], RGB. */
export async function samplePicture(size: number): Promise<{ shape: number[]; data: Uint8Array }> {
  const picture = join(sourceDirectory(), '..', 'assets', 'samples.jpg');
  const pixels = await sharp(picture).resize(size, size, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  return { shape: [1, size, size, 3], data: new Uint8Array(pixels) };
}
