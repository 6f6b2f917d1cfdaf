import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes a video in which a person crosses an empty room from left to right, in view from about a fifth to about four
 * fifths of it: the rendered figure on the sample picture of `@vladmandic/human` (MIT), which the embedded detector
 * finds with a confidence of about 0.8.
 *
 * @param path path of an MP4 file, 640x480, 10 fps
 */
export async function makeWalkingPerson(path: string, seconds: number): Promise<void> {
  const room = `color=0xf4f4f4:size=640x480:rate=10:duration=${seconds}`;
  const figure = '[1:v]crop=155:153:0:4,scale=-2:300[figure]';
  const crossing = `[0:v][figure]overlay=x='-500+1600*t/${seconds}':y=140:shortest=1,format=yuv420p`;
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', room, '-loop', '1', '-r', '10', '-i', samplePicture()],
    ...[
      '-filter_complex',
      `${figure};${crossing}`,
      '-t',
      String(seconds),
      '-c:v',
      'libx264',
      '-g',
      '20',
      path,
    ],
  ]);
}

function samplePicture(): string {
  const human = createRequire(import.meta.url).resolve('@vladmandic/human');
  return join(dirname(human), '../assets/samples.jpg');
}
