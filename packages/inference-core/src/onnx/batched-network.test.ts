import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphBuilder, writeOnnxModel } from '@deepsentinel/onnx-writer';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Tensor } from 'onnxruntime-node';
import { DeviceError, DeviceMemoryError } from '../errors.ts';
import { OomBatchBackOff } from './batched-network.ts';
import { OnnxSession } from './onnx-session.ts';

/** More than a process can address, whatever the machine has. */
const tooManyNumbers = 2 ** 46;
const input = { name: 'x', type: 'float32' as const, shape: ['N'] };
const output = { name: 'y', type: 'float32' as const, shape: ['N'] };

let directory: string;
const sessions: OnnxSession[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'batches-'));
});
afterEach(() => Promise.all(sessions.splice(0).map((session) => session.dispose())));
afterAll(() => rm(directory, { recursive: true }));

/** A network that doubles its items, and has the memory for some of them only. */
async function hungryNetwork(fitting: number): Promise<OnnxSession> {
  const graph = new GraphBuilder();
  const isTooLarge = graph.emit('Greater', [graph.emit('Shape', ['x']), graph.int64([fitting])]);
  const size = graph.emit('Where', [isTooLarge, graph.int64([tooManyNumbers]), graph.int64([1])]);
  const zero = graph.emit('ReduceSum', [graph.emit('ConstantOfShape', [size])], { keepdims: 0 });
  graph.alias(graph.emit('Add', [graph.emit('Mul', ['x', graph.float32(2)]), zero]), 'y');
  const path = join(directory, `${fitting}.onnx`);
  await writeFile(path, writeOnnxModel(graph.model('hungry', { inputs: [input], outputs: [output] })));
  const network = { file: '', directory, path, name: 'hungry', inputs: [input], outputs: [output] };
  const session = await OnnxSession.load(network, { device: 'cpu', threads: 1 });
  sessions.push(session);
  return session;
}

/** Runs batches and keeps account of their sizes. */
function counted(session: OnnxSession, sizes: number[]) {
  return async (batch: readonly number[]) => {
    sizes.push(batch.length);
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.from(batch), [batch.length]) });
    return [...(y!.data as Float32Array)];
  };
}

describe('a batch that does not fit into the memory', () => {
  test('is split, and the size that fits is kept', async () => {
    const sizes: number[] = [];
    const backOff = new OomBatchBackOff(8);
    const run = counted(await hungryNetwork(2), sizes);
    expect(await backOff.run([1, 2, 3, 4, 5, 6, 7, 8], run)).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    expect(sizes).toEqual([8, 4, 2, 2, 2, 2]);
    expect(await backOff.run([1, 2, 3, 4], run)).toEqual([2, 4, 6, 8]);
    expect(sizes.slice(6)).toEqual([2, 2]);
  });

  test('is an error when a single item does not fit', async () => {
    const sizes: number[] = [];
    const run = counted(await hungryNetwork(0), sizes);
    const failure = new OomBatchBackOff(4).run([1, 2, 3, 4], run);
    await expect(failure).rejects.toThrow(
      /^the device has too little memory for a single frame: .*allocat/is,
    );
    await expect(failure).rejects.toBeInstanceOf(DeviceError);
    expect(sizes).toEqual([4, 2, 1]);
  });

  test('is an error of the session without the back-off', async () => {
    const session = await hungryNetwork(0);
    await expect(counted(session, [])([1])).rejects.toBeInstanceOf(DeviceMemoryError);
  });
});

test('batch sizes are powers of two up to the largest that the network takes', async () => {
  const sizes: number[] = [];
  const run = counted(await hungryNetwork(100), sizes);
  await new OomBatchBackOff(6).run(Array(11).fill(1), run);
  await new OomBatchBackOff(Number.POSITIVE_INFINITY).run([], run);
  expect(sizes).toEqual([4, 4, 2, 1]);
});

test('another failure is not treated as a lack of memory', async () => {
  const session = await hungryNetwork(100);
  const wrong = () => session.run({ x: new Tensor('float32', new Float32Array(2), [1, 2]) });
  await expect(new OomBatchBackOff(2).run([1, 2], async () => [await wrong()])).rejects.toThrow(
    /rank|Invalid/i,
  );
});
