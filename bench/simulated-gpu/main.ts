import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { measured } from '../cpu-time.ts';
import { made } from '../made-clips.ts';
import type { GpuUse } from './analyze.ts';

/**
 * Measures without a GPU how busy the pipeline would keep one while people are in view: 80 s of 1080p, of which the
 * analysis looks at five frames a second. A YOLOv8x takes some 10 ms per frame on an A10G.
 *
 *     npm run bench:gpu-share -- VIDEO [MILLISECONDS]
 */
const [demoClip, milliseconds = '10'] = process.argv.slice(2);
if (!demoClip) {
  console.error('usage: npm run bench:gpu-share -- VIDEO [MILLISECONDS]');
  process.exit(64);
}

const filters = 'crop=iw:iw*9/16:0:ih-oh,scale=1920:1080:flags=bicubic,fps=15';
const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-bf', '0', '-g', '30'];
const video = await made('people-15-fps.mp4', ['-i', demoClip, '-vf', filters, ...encoder]);
console.log('batch  threads  frames/s  GPU busy  CPU ms a frame  cores that keep the GPU busy');
for (const [batch, threads] of [
  [1, 1],
  [8, 1],
  [8, availableParallelism()],
] as const) {
  const program = join(import.meta.dirname, 'analyze.ts');
  const args = [program, video, milliseconds, String(batch), String(threads)];
  const { stdout, cpuSeconds } = await measured(process.execPath, ...args);
  const { frames, busyMs, wallMs, loadCpuSeconds }: GpuUse = JSON.parse(stdout);
  const cpuMs = (1000 * (cpuSeconds - loadCpuSeconds)) / frames;
  const columns = [
    ((1000 * frames) / wallMs).toFixed(1),
    `${((100 * busyMs) / wallMs).toFixed(0)} %`,
    cpuMs.toFixed(1),
    (cpuMs / Number(milliseconds)).toFixed(1),
  ];
  console.log([batch, threads, ...columns].join('  '));
}
