import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { OutputError } from '@deepsentinel/batch-runner';

export interface VideoFormat {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/**
 * Writes an MP4 file (H.264) from raw pictures with a child ffmpeg. The file appears under its name when it is complete.
 *
 * @param pictures uint8 [height, width, 3], RGB, one for each frame of the video
 * @throws {OutputError} ffmpeg cannot write the file
 */
export async function writeVideo(
  path: string,
  { width, height, fps }: VideoFormat,
  pictures: AsyncIterable<Uint8Array>,
): Promise<void> {
  const unfinished = `${path}.part`;
  const ffmpeg = spawn(
    'ffmpeg',
    [
      ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-y'],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', `${width}x${height}`],
      ...['-framerate', String(fps), '-i', 'pipe:0'],
      // H.264 with 4:2:0 colors, which every player shows, needs even sides.
      ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-movflags', '+faststart'],
      ...['-f', 'mp4', unfinished],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  // A broken pipe means that ffmpeg has ended; its own message says why.
  ffmpeg.stdin.on('error', () => null);
  const closed = once(ffmpeg, 'close');
  closed.catch(() => null);
  const complaint = text(ffmpeg.stderr);
  try {
    for await (const picture of pictures) {
      if (ffmpeg.exitCode !== null) break;
      if (!ffmpeg.stdin.write(picture)) await Promise.race([once(ffmpeg.stdin, 'drain'), closed]);
    }
    ffmpeg.stdin.end();
    const [exitCode] = await closed;
    if (exitCode !== 0) throw new OutputError(`${path}: cannot write the video: ${await complaint}`);
    await rename(unfinished, path);
  } finally {
    ffmpeg.kill('SIGKILL');
    await rm(unfinished, { force: true });
  }
}
