import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A rectangle that stands for a person. */
export interface ColoredPerson {
  /** Left edge at the beginning, pixels; `toX` is that at the end. */
  readonly fromX: number;
  readonly toX: number;
  /** Color of its background, by ffmpeg's names. */
  readonly background: string;
}

const size = { width: 640, height: 480 };
const person = { width: 64, height: 160, y: 220 };

/**
 * Makes a video of red rectangles that stand or glide, which the detector of the synthetic pack takes for persons. Each
 * has its own background, side by side from left to right.
 *
 * @param path path of an MP4 file, 640x480, 10 fps
 */
export async function makeColoredPeople(
  path: string,
  seconds: number,
  people: readonly ColoredPerson[],
): Promise<void> {
  const columns = people.length;
  const source = (color: string, width: number, height: number) => [
    '-f',
    'lavfi',
    '-i',
    `color=${color}:size=${width}x${height}:rate=10:duration=${seconds}`,
  ];
  const backgrounds = people.flatMap(({ background }) =>
    source(background, size.width / columns, size.height),
  );
  const figures = people.flatMap(() => source('red', person.width, person.height));
  const stacked =
    columns === 1 ? '[0:v]null[scene0]' : `${inputs(0, columns)}hstack=inputs=${columns}[scene0]`;
  const placed = people.map(({ fromX, toX }, index) => {
    const x = `${fromX}+${toX - fromX}*t/${seconds}`;
    return `[scene${index}][${columns + index}:v]overlay=x='${x}':y=${person.y}[scene${index + 1}]`;
  });
  const filter = [stacked, ...placed, `[scene${columns}]format=yuv420p[out]`].join(';');
  const output = ['-filter_complex', filter, '-map', '[out]', '-c:v', 'libx264', '-g', '20', path];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...backgrounds, ...figures, ...output]);
}

const inputs = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `[${from + index}:v]`).join('');
