import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Frame } from '../frame.ts';

const run = promisify(execFile);

/** Bits of the frame number that each picture shows as vertical stripes: leftmost is bit 0, white is 1. */
const numberBits = 10;

export interface ClipOptions {
  readonly fps?: number;
  readonly seconds?: number;
  readonly size?: { readonly width: number; readonly height: number };
  /** ffmpeg filters that are applied after the numbering. */
  readonly filters?: readonly string[];
  /** ffmpeg options of the output, for instance the encoder. */
  readonly output?: readonly string[];
}

/** Writes a clip of numbered pictures; the file extension chooses the container. */
export async function makeClip(path: string, options: ClipOptions = {}): Promise<string> {
  const { fps = 10, seconds = 2, size = { width: 80, height: 48 }, filters = [], output = [] } = options;
  const source = `color=c=black:s=${size.width}x${size.height}:r=${fps}:d=${seconds}`;
  const stripes = `geq=lum='16+219*mod(floor(N/pow(2,floor(X*${numberBits}/W))),2)':cb=128:cr=128`;
  await ffmpeg('-f', 'lavfi', '-i', source, '-vf', [stripes, ...filters].join(','), ...output, path);
  return path;
}

/** Runs ffmpeg for a test; existing files are overwritten. */
export async function ffmpeg(...args: string[]): Promise<void> {
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
}

/** Reads the number off a picture of `makeClip`; `turned` reads the bits from top to bottom, after a quarter turn. */
export function numberIn({ data, width, height }: Frame, turned = false): number {
  let number = 0;
  for (let bit = 0; bit < numberBits; bit++) {
    const along = (bit + 0.5) / numberBits;
    const [x, y] = turned ? [0.5, along] : [along, 0.5];
    const offset = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
    if (data[offset]! > 127) number += 2 ** bit;
  }
  return number;
}

/** Marks an MP4 as turned clockwise, by the matrix in its track header (ISO 14496-12, 8.3.2). */
export async function turnClip(path: string, degrees: 90 | 180 | 270): Promise<string> {
  const file = await readFile(path);
  const matrix = file.indexOf('tkhd') + 44;
  const [cos, sin] = { 90: [0, 1], 180: [-1, 0], 270: [0, -1] }[degrees] as [number, number];
  for (const [index, value] of [cos, sin, 0, -sin, cos].entries()) {
    file.writeInt32BE(value * 0x1_0000, matrix + index * 4);
  }
  await writeFile(path, file);
  return path;
}

/** Copies the first `share` (0..1) of a file to `target`. */
export async function cutFile(path: string, target: string, share: number): Promise<string> {
  const file = await readFile(path);
  await writeFile(target, file.subarray(0, Math.floor(file.length * share)));
  return target;
}

/** Appends files to each other byte by byte, as recorders and exports join their segments. */
export async function joinFiles(target: string, parts: readonly string[]): Promise<string> {
  await writeFile(target, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))));
  return target;
}

/**
 * Copies a clip with other packet times.
 *
 * @param ts expression of the `setts` filter, in ticks of the container
 */
export async function setTimes(
  path: string,
  target: string,
  ts: string,
  output: readonly string[] = [],
): Promise<string> {
  await ffmpeg('-i', path, '-c', 'copy', '-bsf:v', `setts=ts='${ts}'`, ...output, target);
  return target;
}
