import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceError } from '@deepsentinel/inference-core';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { calibrate } from './calibrate.ts';
import { describeGpu, type GpuSample, GpuWatch } from './gpu.ts';
import type { MeasuredPass, Measurement } from './measure.ts';
import { writeRealSizePack } from './real-size-pack.ts';

/**
 * Measures the pipeline with networks as large as those of production (YOLOv8x at 640 pixels, an HRNet-sized pose
 * network; random weights) on a GPU, by the batch of the detector, and on the processor: frames a second, and the GPU's
 * utilization.
 *
 *     npm run bench:gpu -- [VIDEO]
 */
const batches = [1, 2, 4, 8, 16];
const frames = { cuda: 320, cpu: 10 };
const clipSeconds = 70;

/** EX_UNAVAILABLE: there is no GPU, or it cannot be used. */
const unavailable = 69;

const directory = await mkdtemp(join(tmpdir(), 'bench-gpu-'));
try {
  const gpu = await describeGpu();
  await report(gpu, process.argv[2] ?? (await ownClip()));
} catch (error) {
  if (!(error instanceof DeviceError)) throw error;
  console.error(error.message);
  process.exitCode = unavailable;
} finally {
  await rm(directory, { recursive: true });
}

async function ownClip(): Promise<string> {
  const clip = join(directory, 'clip.mp4');
  await makeWalkingPerson(clip, clipSeconds);
  return clip;
}

async function report(gpu: string, video: string): Promise<void> {
  const pack = join(directory, 'pack');
  await writeRealSizePack(pack);
  const minDetectorConfidence = await calibrate(pack, video);
  console.log(`${gpu}; persons are what the detector is ${minDetectorConfidence.toFixed(3)} sure of`);
  console.log('device  batch  TF32  frames/s  in models  GPU busy  GPU MiB  first pass s');
  const measurement = { pack, video, minDetectorConfidence };
  for (const batch of batches) {
    console.log(await row({ ...measurement, device: 'cuda', batch, frames: frames.cuda }, true));
  }
  console.log(await row({ ...measurement, device: 'cuda', batch: 8, frames: frames.cuda }, false));
  console.log(await row({ ...measurement, device: 'cpu', batch: 1, frames: frames.cpu }, true));
}

/**
 * Measures one row of the table.
 *
 * @param tf32 whether NVIDIA's libraries may round to TF32, which only the environment can forbid
 */
async function row(measurement: Measurement, tf32: boolean): Promise<string> {
  using watch = new GpuWatch();
  const pass = await measure(measurement, tf32 ? {} : { NVIDIA_TF32_OVERRIDE: '0' });
  const { startedAtMs, endedAtMs, sessionMs, firstPassMs } = pass;
  const during = watch.samples.filter(({ atMs }) => atMs >= startedAtMs && atMs <= endedAtMs);
  const ms = endedAtMs - startedAtMs;
  return [
    measurement.device.padEnd(6),
    String(measurement.batch).padStart(5),
    (tf32 ? 'yes' : 'no').padStart(4),
    ((pass.frames * 1000) / ms).toFixed(1).padStart(8),
    `${((100 * sessionMs) / ms).toFixed(0)} %`.padStart(9),
    `${mean(during).toFixed(0)} %`.padStart(8),
    String(Math.max(0, ...during.map(({ memoryMiB }) => memoryMiB))).padStart(7),
    (firstPassMs / 1000).toFixed(1).padStart(12),
  ].join('  ');
}

function mean(samples: readonly GpuSample[]): number {
  return samples.reduce((sum, { utilizationPercent }) => sum + utilizationPercent, 0) / samples.length;
}

async function measure(measurement: Measurement, environment: NodeJS.ProcessEnv): Promise<MeasuredPass> {
  const child = fork(join(import.meta.dirname, 'measure.ts'), [JSON.stringify(measurement)], {
    env: { ...process.env, ...environment },
  });
  let pass: MeasuredPass | undefined;
  child.once('message', (message) => {
    pass = message as MeasuredPass;
  });
  const [code] = await once(child, 'exit');
  if (pass && code === 0) return pass;
  throw new Error(`the measurement of ${measurement.device}, batch ${measurement.batch}, ended with ${code}`);
}
