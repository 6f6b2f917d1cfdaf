import { type FileHandle, open } from 'node:fs/promises';

const elf64LittleEndian = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
const loadSegment = 1;
const dynamicSegment = 2;
const neededTag = 1n;
const stringTableTag = 5n;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/**
 * Reads the names of the libraries that a shared library asks the loader for (`NEEDED`), without running its code.
 *
 * @param path 64-bit, little-endian ELF file
 * @throws {Error} it cannot be read or is no such file
 * @see https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html chapter 5
 */
export async function neededLibraries(path: string): Promise<string[]> {
  await using file = await open(path);
  try {
    const segments = await segmentsOf(file);
    const dynamic = segments.find(({ type }) => type === dynamicSegment);
    if (!dynamic) return [];
    const entries = dynamicEntries(await read(file, dynamic.offset, dynamic.size));
    const table = entries.find(([tag]) => tag === stringTableTag)?.[1] ?? 0;
    const strings = fileOffset(segments, table);
    const needed = entries.filter(([tag]) => tag === neededTag);
    return await Promise.all(needed.map(([, offset]) => stringAt(file, strings + offset)));
  } catch (cause) {
    throw new Error(`${path}: is no shared library (${(cause as Error).message})`, { cause });
  }
}

async function segmentsOf(file: FileHandle): Promise<Segment[]> {
  const header = await read(file, 0, 64);
  if (!header.subarray(0, 6).equals(elf64LittleEndian)) throw new Error('not a 64-bit ELF file');
  const size = header.readUInt16LE(54);
  const headers = await read(file, Number(header.readBigUInt64LE(32)), size * header.readUInt16LE(56));
  return Array.from({ length: headers.length / size }, (_, index) => {
    const at = index * size;
    return {
      type: headers.readUInt32LE(at),
      offset: Number(headers.readBigUInt64LE(at + 8)),
      address: Number(headers.readBigUInt64LE(at + 16)),
      size: Number(headers.readBigUInt64LE(at + 32)),
    };
  });
}

/** Reads the dynamic section as pairs of tag and value. */
function dynamicEntries(data: Buffer): [bigint, number][] {
  return Array.from({ length: data.length / 16 }, (_, index) => [
    data.readBigUInt64LE(index * 16),
    Number(data.readBigUInt64LE(index * 16 + 8)),
  ]);
}

function fileOffset(segments: readonly Segment[], address: number): number {
  const holder = segments.find((segment) => {
    return (
      segment.type === loadSegment && address >= segment.address && address < segment.address + segment.size
    );
  });
  if (!holder) throw new Error('its string table lies nowhere');
  return address - holder.address + holder.offset;
}

async function stringAt(file: FileHandle, offset: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, offset);
  const end = buffer.subarray(0, bytesRead).indexOf(0);
  if (end < 0) throw new Error('a name has no end');
  return buffer.toString('latin1', 0, end);
}

async function read(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  if (bytesRead < length) throw new Error('the file is cut off');
  return buffer;
}
