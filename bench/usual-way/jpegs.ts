import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Pictures of a video as files, which are deleted when it is disposed of. */
export interface Jpegs extends AsyncDisposable {
  /** Paths, ascending in time. */
  readonly paths: readonly string[];
}

/** Writes frames of a video as JPEG files of high quality. */
export async function writeJpegs(video: string, fps: string): Promise<Jpegs> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-jpegs-'));
  const output = ['-vf', `fps=${fps}`, '-q:v', '2', join(directory, '%06d.jpg')];
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-i', video, ...output]);
  const names = (await readdir(directory)).sort();
  return {
    paths: names.map((name) => join(directory, name)),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}
