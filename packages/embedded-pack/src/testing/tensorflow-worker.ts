import { parentPort, workerData } from 'node:worker_threads';
import { runTensorflow } from './run-tensorflow.ts';

const [graph, input, outputs] = workerData as Parameters<typeof runTensorflow>;
parentPort!.postMessage(await runTensorflow(graph, input, outputs));
