import { execFile, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Checks whether memory grows with the length of a video: peak resident memory of the analysis of a clip, and of the
 * same clip ten times in a row, each in a process of its own.
 *
 *     npm run bench:memory -- VIDEO
 */
const repetitions = 10;
const [video] = process.argv.slice(2);
if (!video) {
  console.error('usage: npm run bench:memory -- VIDEO');
  process.exit(64);
}

const directory = await mkdtemp(join(tmpdir(), 'bench-memory-'));
try {
  const looped = join(directory, 'looped.mkv');
  const copy = [
    '-v',
    'error',
    '-stream_loop',
    String(repetitions - 1),
    '-i',
    video,
    '-an',
    '-c',
    'copy',
    looped,
  ];
  await promisify(execFile)('ffmpeg', copy);
  const single = await peakMemory(video);
  const long = await peakMemory(looped);
  console.log(`once: ${single.toFixed(0)} MiB, ${repetitions} times as long: ${long.toFixed(0)} MiB`);
  console.log(`ratio: ${(long / single).toFixed(3)}`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** Measures the peak resident memory of an analysis, MiB. */
async function peakMemory(source: string): Promise<number> {
  const child = fork(join(import.meta.dirname, 'analyze-and-report-memory.ts'), [source]);
  return await new Promise((resolve, reject) => {
    child.once('message', (mebibytes) => resolve(Number(mebibytes)));
    child.once('exit', (code) => reject(new Error(`the analysis of ${source} ended with ${code}`)));
  });
}
