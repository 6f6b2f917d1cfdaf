import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OutputError } from '@deepsentinel/batch-runner';
import type { OpenPiece } from './blurred-clip.ts';

/**
 * Cuts a clip out of the footage without encoding it again, without sound. It begins at the key frame before the wanted time
 * and shows people as they are.
 *
 * @throws {OutputError} ffmpeg cannot cut it
 */
export async function writeClearClip(
  path: string,
  pieces: readonly OpenPiece[],
  signal: AbortSignal,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'sentinel-clip-'));
  const unfinished = `${path}.part`;
  const ffmpeg = async (...args: readonly string[]) => {
    const common = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y'];
    await promisify(execFile)('ffmpeg', [...common, ...args], { signal });
  };
  try {
    const parts: string[] = [];
    for (const [index, { footage, fromMs, toMs }] of pieces.entries()) {
      const part = join(directory, `${index}.mp4`);
      await ffmpeg(
        ...['-ss', seconds(fromMs), '-t', seconds(toMs - fromMs), '-i', footage.source],
        ...['-map', '0:V:0', '-c', 'copy', '-avoid_negative_ts', 'make_zero', part],
      );
      parts.push(part);
    }
    const list = join(directory, 'parts.txt');
    await writeFile(list, parts.map((part) => `file '${part}'\n`).join(''));
    await ffmpeg(
      ...['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', '-movflags', '+faststart'],
      ...['-f', 'mp4', unfinished],
    );
    await rename(unfinished, path);
  } catch (cause) {
    signal.throwIfAborted();
    const reason = (cause as { stderr?: string }).stderr?.trim() ?? (cause as Error).message;
    throw new OutputError(`${path}: cannot cut the clip without encoding it again: ${reason}`, { cause });
  } finally {
    await rm(unfinished, { force: true });
    await rm(directory, { recursive: true });
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
