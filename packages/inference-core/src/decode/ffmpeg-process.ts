import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { VideoError } from '../errors.ts';

/** Exit code or signal with which a child process ended. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface FfmpegProcess {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Further outputs, from `pipe:3` on. */
  readonly outputs: readonly Readable[];
  /**
   * Resolves when the process has exited and its pipes are closed.
   *
   * @throws {VideoError} `ffmpeg-missing`
   */
  readonly ended: Promise<ProcessEnd>;
  /** Kills the process if it still runs, and waits until it has exited. */
  stop(): Promise<void>;
}

/**
 * Starts ffmpeg or ffprobe; aborting the signal kills it.
 *
 * @param outputCount number of outputs besides stdout and stderr
 */
export function startFfmpeg(
  tool: 'ffmpeg' | 'ffprobe',
  args: readonly string[],
  signal?: AbortSignal,
  outputCount = 0,
): FfmpegProcess {
  const more = Array.from({ length: outputCount }, () => 'pipe' as const);
  const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe', ...more] });
  const [, stdout, stderr, ...outputs] = child.stdio as [null, Readable, Readable, ...Readable[]];
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  const ended = endOf(child, tool).finally(() => signal?.removeEventListener('abort', kill));
  // The failure reaches those who await `ended`; until then it must not count as unhandled.
  ended.catch(() => null);
  return {
    stdout,
    stderr,
    outputs,
    ended,
    stop: async () => {
      kill();
      for (const output of [stdout, ...outputs]) output.destroy();
      await ended.catch(() => null);
    },
  };
}

function endOf(child: ChildProcess, tool: string): Promise<ProcessEnd> {
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
 * Splits a stream of raw pictures into buffers that the consumer owns. Reads only on demand, so that the writer waits
 * for the consumer; drops an incomplete picture at the end.
 *
 * @param pictureBytes size of one picture, bytes
 */
export async function* readPictures(stream: Readable, pictureBytes: number): AsyncGenerator<Uint8Array> {
  let picture = new Uint8Array(pictureBytes);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    for (let offset = 0; offset < chunk.length; ) {
      const piece = chunk.subarray(offset, offset + pictureBytes - filled);
      picture.set(piece, filled);
      filled += piece.length;
      offset += piece.length;
      if (filled < pictureBytes) continue;
      yield picture;
      picture = new Uint8Array(pictureBytes);
      filled = 0;
    }
  }
}
