import { cutFrom, joined } from '../made-clips.ts';
import { film, fps, type Scene } from './scene.ts';

/** A clip in which two people walk in, stop, and walk out again, once. */
export interface Clip {
  readonly name: string;
  readonly path: string;
}

interface Recipe {
  readonly name: string;
  readonly extension?: string;
  readonly scene?: Partial<Scene>;
  readonly output: readonly string[];
}

/**
 * Options of an H.264 encoder as cameras set it: constant quality, no B-frames, key frames at a fixed distance.
 *
 * @param gopSeconds distance of key frames, seconds
 */
function h264(gopSeconds: number, ...more: string[]): string[] {
  const gop = ['-bf', '0', '-g', String(gopSeconds * fps), '-sc_threshold', '0'];
  return ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', ...gop, ...more];
}

/** Filters of a dark room: a third of the contrast, hardly any color, and more noise. */
const dark = 'eq=contrast=0.35:brightness=-0.3:saturation=0.3,noise=all_seed=2:alls=6:allf=t+u';
/** Filter of a light that is switched on after 25 s. */
const light = "eq=eval=frame:contrast='if(lt(t,25),0.35,1)':brightness='if(lt(t,25),-0.3,0)'";
/** Filters of a camera on a pole in the wind: it sways by up to 10 pixels with two frequencies. */
const wind = [
  'scale=iw*1.04:-2',
  "crop=iw/1.04:ih/1.04:x='(iw-ow)/2+7*sin(t*7.5)+3*sin(t*17)':y='(ih-oh)/2+4*sin(t*11)'",
];

/** Options that fill each second up to the same number of bits, in place of constant quality. */
const constantRate = [
  ...['-crf', '-1', '-b:v', '2M', '-minrate', '2M', '-maxrate', '2M', '-bufsize', '2M'],
  ...['-x264-params', 'nal-hrd=cbr'],
];

const recipes: readonly Recipe[] = [
  { name: 'GOP of 1 s', output: h264(1) },
  { name: 'GOP of 10 s', output: h264(10) },
  { name: 'GOP of 60 s', output: h264(60) },
  { name: 'stands still for a minute', scene: { seconds: 150, standStill: 60 }, output: h264(2) },
  { name: 'dark on dark', scene: { filters: [dark] }, output: h264(2) },
  { name: 'light switched on', scene: { filters: [light] }, output: h264(2) },
  { name: 'camera in the wind', scene: { filters: wind }, output: h264(2) },
  { name: 'scene cut', scene: { filters: ["hflip=enable='between(t,20,60)'"] }, output: h264(2) },
  { name: 'constant bit rate', output: h264(2, ...constantRate) },
  { name: 'B-frames', output: h264(2, '-bf', '3') },
  { name: 'open GOP', output: h264(2, '-bf', '3', '-x264-params', 'open-gop=1') },
  {
    name: 'H.265',
    output: [
      ...['-c:v', 'libx265', '-preset', 'veryfast', '-crf', '28', '-tag:v', 'hvc1'],
      ...['-x265-params', `log-level=error:keyint=${2 * fps}:min-keyint=${2 * fps}:scenecut=0`],
    ],
  },
  {
    name: 'MPEG-4 ASP',
    extension: 'avi',
    output: ['-c:v', 'mpeg4', '-q:v', '5', '-bf', '2', '-g', String(2 * fps)],
  },
  { name: 'MJPEG', extension: 'avi', output: ['-c:v', 'mjpeg', '-q:v', '6', '-pix_fmt', 'yuvj420p'] },
];

/**
 * Makes the clips on which gated decoding could miss somebody: 70 s of 720p, with two people from 30 s on.
 *
 * @param demoClip path of `vtest.avi`
 */
export async function difficultClips(demoClip: string): Promise<Clip[]> {
  const clips: Clip[] = [];
  for (const { name, extension = 'mp4', scene, output } of recipes) {
    const file = `${name.replaceAll(' ', '-')}.${extension}`;
    const whole = { seconds: 70, height: 720, visitAt: 30, ...scene };
    clips.push({ name, path: await film(file, demoClip, whole, output) });
  }
  return clips;
}

/** Length of a minute, seconds: the unit of the long clips. */
const minute = 60;

/**
 * Makes ten minutes of 1080p without anybody: one minute ten times, copied without encoding it again.
 *
 * @param gopSeconds distance of key frames, seconds
 */
export async function emptyTenMinutes(demoClip: string, gopSeconds: number): Promise<string> {
  const name = `empty-gop-${gopSeconds}`;
  const empty = await minuteOf('empty', demoClip, gopSeconds);
  return await joined(`${name}-10-min.mp4`, Array(10).fill(empty));
}

/** Makes 20 minutes of 1080p with two people in view for 5 % of the time: three visits of 20 s. */
export async function typicalDay(demoClip: string): Promise<string> {
  const [empty, visit] = [await minuteOf('empty', demoClip, 1), await minuteOf('visit', demoClip, 1)];
  const minutes = Array.from({ length: 20 }, (_, index) => (index % 7 === 4 ? visit : empty));
  return await joined('day-20-min.mp4', minutes);
}

/** Makes two hours of 1080p with two visits, in the sixth minute and ten minutes before the end; GOPs of 10 s. */
export async function twoHours(demoClip: string): Promise<string> {
  const [empty, visit] = [await minuteOf('empty', demoClip, 10), await minuteOf('visit', demoClip, 10)];
  const minutes = Array.from({ length: 120 }, (_, index) => ([5, 110].includes(index) ? visit : empty));
  return await joined('two-hours.mp4', minutes);
}

/** Makes a minute of 1080p with one visit and a key frame every 10 s. */
export async function visitMinute(demoClip: string): Promise<string> {
  return await minuteOf('visit', demoClip, 10);
}

/** Makes a minute out of the middle of a recording: the first key frames of an encoder are smaller than later ones. */
async function minuteOf(name: 'empty' | 'visit', demoClip: string, gopSeconds: number): Promise<string> {
  const lead = Math.max(10, gopSeconds);
  const visit = name === 'visit' ? { visitAt: lead + minute / 3 } : {};
  const scene = { seconds: lead + minute, height: 1080, ...visit };
  const file = `${name}-gop-${gopSeconds}.mp4`;
  return await cutFrom(file, await film(`long-${file}`, demoClip, scene, h264(gopSeconds)), lead);
}
