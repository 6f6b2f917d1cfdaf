import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '@deepsentinel/embedded-pack';
import { measured } from '../cpu-time.ts';
import { made } from '../made-clips.ts';
import type { Work } from './work.ts';

/**
 * Compares an analysis with the usual way (frames as JPEG files, one after the other through the same models) and with
 * `@vladmandic/human`, which is installed into the cache: processor time per frame, and time, as ratios to ours. The
 * loading of the models does not count. All look at the same frames; people are in view all the time.
 *
 *     npm run bench:usual -- VIDEO [SECONDS]
 */
const [demoClip, seconds = '20'] = process.argv.slice(2);
if (!demoClip) {
  console.error('usage: npm run bench:usual -- VIDEO [SECONDS]');
  process.exit(64);
}

const human = await installHuman();
console.log('picture  fps  ours, CPU ms a frame  usual: CPU  time  human: CPU  time');
for (const height of [720, 1080, 2160]) {
  const video = await scaled(demoClip, height);
  for (const fps of ['1', '2', '10']) {
    const ours = await workOf('ours', video, fps);
    const others = [await workOf('usual', video, fps), await workOf('human', video, fps, human)];
    const ratios = others.flatMap(({ cpuMs, wallMs }) => [cpuMs / ours.cpuMs, wallMs / ours.wallMs]);
    const columns = [`${height}p`, fps, ours.cpuMs.toFixed(0), ...ratios.map((ratio) => ratio.toFixed(2))];
    console.log(columns.join('  '));
  }
}

/** Makes a 16:9 clip of the start of the video, as a camera would store it. */
async function scaled(video: string, height: number): Promise<string> {
  const filter = `crop=iw:iw*9/16:0:ih-oh,scale=${Math.round((height * 16) / 9)}:${height}:flags=bicubic`;
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-bf', '0', '-g', '20'];
  return await made(`people-${height}p.mp4`, ['-t', seconds, '-i', video, '-vf', filter, ...encoder]);
}

interface FrameCost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Measures one of the programs in this folder. */
async function workOf(program: string, ...args: string[]): Promise<FrameCost> {
  const path = join(import.meta.dirname, `${program}.ts`);
  const { stdout, cpuSeconds, wallSeconds } = await measured(process.execPath, path, ...args);
  const { frames, loadCpuSeconds, loadSeconds }: Work = JSON.parse(stdout.trim().split('\n').at(-1)!);
  const perFrame = (seconds: number) => (1000 * seconds) / frames;
  return { cpuMs: perFrame(cpuSeconds - loadCpuSeconds), wallMs: perFrame(wallSeconds - loadSeconds) };
}

/** Installs Human and what its WebAssembly backend needs, once; the product does not need the backend. */
async function installHuman(): Promise<string> {
  const folder = join(cacheDirectory(process.env), 'bench-human-3.3.6');
  if (existsSync(join(folder, 'node_modules'))) return folder;
  await mkdir(folder, { recursive: true });
  const tensorflow = ['core', 'converter', 'backend-wasm'].map((part) => `@tensorflow/tfjs-${part}@4.22.0`);
  await measured('npm', 'install', '--silent', '--prefix', folder, '@vladmandic/human@3.3.6', ...tensorflow);
  return folder;
}
