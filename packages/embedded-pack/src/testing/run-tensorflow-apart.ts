import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { runTensorflow } from './run-tensorflow.ts';
import type { TestTensor } from './tensor.ts';

/** Does what `runTensorflow` does, but outside jest's context, in which large models take five times as long. */
export async function runTensorflowApart(
  ...workerData: Parameters<typeof runTensorflow>
): Promise<TestTensor[]> {
  const worker = new Worker(new URL('./tensorflow-worker.ts', import.meta.url), { workerData });
  const [results] = (await once(worker, 'message')) as [TestTensor[]];
  await worker.terminate();
  return results;
}
