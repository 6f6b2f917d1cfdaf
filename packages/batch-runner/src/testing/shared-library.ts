import { writeFile } from 'node:fs/promises';

const headerSize = 64;
const programHeaderSize = 56;

/** Writes a shared library (ELF, 64 bit) that has no code and asks the loader for other libraries. */
export async function writeSharedLibrary(path: string, needed: readonly string[]): Promise<void> {
  const names = Buffer.from(`\0${needed.map((name) => `${name}\0`).join('')}`);
  const offsets = needed.map((name) => BigInt(names.indexOf(`\0${name}\0`) + 1));
  const stringsAt = headerSize + 2 * programHeaderSize;
  const dynamic = words([...offsets.flatMap((offset) => [1n, offset]), 5n, BigInt(stringsAt), 0n, 0n]);
  const dynamicAt = stringsAt + names.length;
  const size = dynamicAt + dynamic.length;
  const header = Buffer.alloc(headerSize);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeBigUInt64LE(BigInt(headerSize), 32);
  header.writeUInt16LE(programHeaderSize, 54);
  header.writeUInt16LE(2, 56);
  const segments = [segment(1, 0, size), segment(2, dynamicAt, dynamic.length)];
  await writeFile(path, Buffer.concat([header, ...segments, names, dynamic]));
}

/** Makes a program header whose segment is loaded at its offset in the file. */
function segment(type: number, offset: number, size: number): Buffer {
  const [at, length] = [BigInt(offset), BigInt(size)];
  return words([BigInt(type), at, at, at, length, length, 4096n]);
}

function words(values: readonly bigint[]): Buffer {
  const buffer = Buffer.alloc(8 * values.length);
  for (const [index, value] of values.entries()) buffer.writeBigUInt64LE(value, 8 * index);
  return buffer;
}
