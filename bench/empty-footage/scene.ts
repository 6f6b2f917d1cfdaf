import { made } from '../made-clips.ts';

/** Frames per second of all clips. */
export const fps = 15;

/** Part of the demo clip in which two people walk in, stop, and walk out again, seconds. */
const visit = { from: 49, to: 72.5 };
/** Moment of the visit at which both stand, seconds from its start. */
const standingAt = 5;

/** What happens in front of the camera, and what the camera makes of it. */
export interface Scene {
  readonly seconds: number;
  /** Height of the picture, pixels; its width is 16/9 of that. */
  readonly height: number;
  /** Time at which two people walk in, seconds; they stay for 20 s. Nobody comes unless given. */
  readonly visitAt?: number;
  /** Time for which the two stand as still as a photograph in the middle of their visit, seconds. */
  readonly standStill?: number;
  /** ffmpeg filters between the lens and the sensor's noise, for instance of the light. */
  readonly filters?: readonly string[];
}

/**
 * Films a scene: the median of the demo clip, which shows its yard without people, two of its people composed over it,
 * and noise that differs in each frame.
 *
 * @param demoClip path of `vtest.avi`
 * @param output ffmpeg's options of the encoder
 */
export async function film(
  name: string,
  demoClip: string,
  scene: Scene,
  output: readonly string[],
): Promise<string> {
  const yard = await made('yard.png', ['-i', demoClip, '-vf', 'fps=1,tmedian=radius=39', '-frames:v', '1']);
  return await made(name, [
    ...['-loop', '1', '-framerate', String(fps), '-t', String(scene.seconds), '-i', yard],
    ...['-i', demoClip, '-filter_complex', filters(scene), '-an', ...output],
  ]);
}

/** Strength of the noise: a standard deviation of about three levels, as of a small sensor in a lit room. */
const noise = 'noise=all_seed=1:alls=9:allf=t+u';

function filters({ height, visitAt, standStill = 0, filters = [] }: Scene): string {
  const width = Math.round((height * 16) / 9);
  const camera = [`scale=${width}:${height}:flags=bicubic`, ...filters, noise, 'format=yuv420p'].join(',');
  if (visitAt === undefined) return `[0:v]crop=768:432:0:144,${camera}`;
  const still = `loop=loop=${standStill * fps}:size=1:start=${standingAt * fps}`;
  const cut = `trim=${visit.from}:${visit.to},setpts=PTS-STARTPTS,fps=${fps},crop=480:256:0:320`;
  return [
    `[1:v]${cut},${still},setpts=N/${fps}/TB+${visitAt}/TB[people]`,
    '[0:v]crop=768:432:0:144[yard]',
    `[yard][people]overlay=0:176:eof_action=pass,${camera}`,
  ].join(';');
}
