import { readFile } from 'node:fs/promises';
import { ModelPackError, type PackedModel, type TensorContract } from '@deepsentinel/model-pack';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { countParameters } from './count-parameters.ts';
import type { SessionSettings } from './device.ts';
import { contractDifferences, createSession, describeTensor } from './onnx-session.ts';
import { type PackedNetwork, packedNetwork } from './packed-network.ts';

/** What a network is found to be. */
export interface NetworkInspection {
  /** Its name in the manifest's `networks`. */
  readonly part: string;
  readonly file: string;
  readonly bytes: number;
  /** Numbers that it has learned. */
  readonly parameters: number | null;
  /** As the file has them: `images: float32 [N, 3, 640, 640]`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Null when it cannot be loaded. */
  readonly loadMs: number | null;
  /** Of the first run, on zeros; null when it failed. */
  readonly firstRunMs: number | null;
}

/**
 * Loads a network of a model and runs it once.
 *
 * @param part a name in the manifest's `networks`
 * @returns what it is, and what keeps it from being used: empty for a sound one
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function inspectNetwork(
  model: PackedModel,
  part: string,
  settings: SessionSettings,
): Promise<{ readonly inspection: NetworkInspection; readonly faults: readonly string[] }> {
  const network = packedNetwork(model, part);
  const bytes = await readFile(network.path);
  const about = { part, file: network.file, bytes: bytes.length };
  const startedAt = performance.now();
  try {
    const session = await createSession(network, settings);
    const loadMs = performance.now() - startedAt;
    const run = await runOnZeros(network, session);
    const faults = [...contractDifferences(network, session), ...(run.fault === null ? [] : [run.fault])];
    const inputs = session.inputMetadata.map(describe);
    const outputs = session.outputMetadata.map(describe);
    await session.release();
    return {
      inspection: {
        ...about,
        inputs,
        outputs,
        parameters: countParameters(bytes),
        loadMs,
        firstRunMs: run.ms,
      },
      faults: faults.map((fault) => `${network.name}: ${fault}`),
    };
  } catch (error) {
    if (!(error instanceof ModelPackError)) throw error;
    const unknown = { inputs: [], outputs: [], parameters: null, loadMs: null, firstRunMs: null };
    return { inspection: { ...about, ...unknown }, faults: [error.message] };
  }
}

function describe(value: InferenceSession.ValueMetadata): string {
  return `${value.name}: ${value.isTensor ? describeTensor(value) : 'no tensor'}`;
}

async function runOnZeros(
  { inputs }: PackedNetwork,
  session: InferenceSession,
): Promise<{ readonly ms: number | null; readonly fault: string | null }> {
  const startedAt = performance.now();
  try {
    await session.run(Object.fromEntries(inputs.map((contract) => [contract.name, zeros(contract)])));
    return { ms: performance.now() - startedAt, fault: null };
  } catch (error) {
    return { ms: null, fault: `does not run on zeros: ${(error as Error).message}` };
  }
}

function zeros({ type, shape }: TensorContract): Tensor {
  const dims = shape.map((size) => (typeof size === 'number' ? size : symbolicSize(size)));
  const length = dims.reduce((product, size) => product * size, 1);
  const data = {
    float32: () => new Float32Array(length),
    float16: () => new Uint16Array(length),
    uint8: () => new Uint8Array(length),
    int32: () => new Int32Array(length),
    int64: () => new BigInt64Array(length),
    bool: () => new Uint8Array(length),
  }[type]();
  return new Tensor(type, data as never, dims);
}

/** One of everything, and nothing that came before: a decoder's cache is empty at first (`past_sequence_length`). */
function symbolicSize(name: string): number {
  return /^past_\w+$/.test(name) ? 0 : 1;
}
