import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { VideoError } from '../errors.ts';

/** How a child process ended. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface FfmpegProcess {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /**
   * Resolves when the process is gone and its pipes are closed.
   *
   * @throws {VideoError} `ffmpeg-missing`
   */
  readonly ended: Promise<ProcessEnd>;
  /** Kills the process if it still runs, and waits for its end. */
  stop(): Promise<void>;
}

/** Starts a tool of the ffmpeg family; aborting the signal kills it. */
export function startFfmpeg(
  tool: 'ffmpeg' | 'ffprobe',
  args: readonly string[],
  signal?: AbortSignal,
): FfmpegProcess {
  const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  const ended = endOf(child, tool).finally(() => signal?.removeEventListener('abort', kill));
  // Whoever awaits `ended` sees the failure; until then it must not count as unhandled.
  ended.catch(() => null);
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    stop: async () => {
      kill();
      child.stdout.destroy();
      await ended.catch(() => null);
    },
  };
}

function endOf(child: ChildProcessByStdio<null, Readable, Readable>, tool: string): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
    child.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'ENOENT'
          ? missing(tool, cause)
          : new VideoError('decoder-failed', cause.message, { cause }),
      );
    });
  });
}

function missing(tool: string, cause: Error): VideoError {
  const advice =
    'install ffmpeg 5.1 or newer (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg)';
  return new VideoError('ffmpeg-missing', `${tool} was not found on the PATH; ${advice}`, { cause });
}

/**
 * Cuts a stream of raw pictures into buffers, each filled in place and owned by the consumer. Reads only when asked, so
 * that the writer waits for the consumer. An incomplete picture at the end is dropped.
 *
 * @param pictureBytes size of one picture
 */
export async function* readPictures(stream: Readable, pictureBytes: number): AsyncGenerator<Uint8Array> {
  let picture = new Uint8Array(pictureBytes);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    for (let offset = 0; offset < chunk.length; ) {
      const part = chunk.subarray(offset, offset + pictureBytes - filled);
      picture.set(part, filled);
      filled += part.length;
      offset += part.length;
      if (filled < pictureBytes) continue;
      yield picture;
      picture = new Uint8Array(pictureBytes);
      filled = 0;
    }
  }
}
