import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { DeviceError } from '@deepsentinel/inference-core';

/** Time between two samples of the GPU. */
const intervalMs = 100;

/** Utilization and memory of the GPU, as the driver reports them. */
export interface GpuSample {
  readonly atMs: number;
  /** Share of the interval in which the GPU computed, 0..100. */
  readonly utilizationPercent: number;
  readonly memoryMiB: number;
}

/**
 * Reads name, memory and driver of the first GPU.
 *
 * @throws {DeviceError} there is none, or no driver
 */
export async function describeGpu(): Promise<string> {
  const query = ['--id=0', '--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query);
    return stdout.trim();
  } catch (cause) {
    throw new DeviceError(
      `no NVIDIA GPU can be used here: nvidia-smi says: ${reasonOf(cause)}; run this on a machine with a GPU, its driver, CUDA 12, cuDNN 9 and ONNX Runtime's CUDA provider (bench/gpu/README.md)`,
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  const { code, stdout, message } = cause as { code: unknown; stdout?: string; message: string };
  return code === 'ENOENT' ? 'not installed' : stdout?.trim() || message;
}

/** Samples the first GPU until it is disposed of. */
export class GpuWatch implements Disposable {
  readonly samples: GpuSample[] = [];
  readonly #process = spawn('nvidia-smi', [
    '--id=0',
    '--query-gpu=utilization.gpu,memory.used',
    '--format=csv,noheader,nounits',
    `--loop-ms=${intervalMs}`,
  ]);

  constructor() {
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      const [utilizationPercent = 0, memoryMiB = 0] = line.split(',').map(Number);
      this.samples.push({ atMs: Date.now(), utilizationPercent, memoryMiB });
    });
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}
