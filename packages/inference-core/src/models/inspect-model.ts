import { readFile } from 'node:fs/promises';
import {
  type ModelEntry,
  ModelPackError,
  type PackedModel,
  type TensorContract,
} from '@deepsentinel/model-pack';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { countParameters } from './count-parameters.ts';
import type { SessionSettings } from './device.ts';
import { contractDifferences, createSession, describeTensor } from './onnx-session.ts';

/** What a model is found to be. */
export interface ModelInspection extends Pick<ModelEntry, 'slot' | 'family' | 'file' | 'licence' | 'source'> {
  readonly bytes: number;
  /** Numbers that it has learned. */
  readonly parameters: number;
  /** As the file has them: `images: float32 [N, 3, 640, 640]`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly loadMs: number;
  /** Of the first run, on zeros; null when it failed. */
  readonly firstRunMs: number | null;
  /** What keeps it from being used, with expected and actual; empty for a sound model. */
  readonly faults: readonly string[];
}

/**
 * Loads a model, runs it once, and tells all that is wrong with it instead of the first thing.
 *
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function inspectModel(model: PackedModel, settings: SessionSettings): Promise<ModelInspection> {
  const { slot, family, file, licence, source, path } = model;
  const bytes = await readFile(path);
  const entry = { slot, family, file, licence, source, bytes: bytes.length };
  const startedAt = performance.now();
  try {
    const session = await createSession(model, settings);
    const loadMs = performance.now() - startedAt;
    const run = await runOnce(model, session);
    const faults = [...contractDifferences(model, session), ...(run.fault === null ? [] : [run.fault])];
    const tensors = { inputs: describe(session.inputMetadata), outputs: describe(session.outputMetadata) };
    await session.release();
    return { ...entry, ...tensors, parameters: countParameters(bytes), loadMs, firstRunMs: run.ms, faults };
  } catch (error) {
    if (!(error instanceof ModelPackError)) throw error;
    return {
      ...entry,
      inputs: [],
      outputs: [],
      parameters: 0,
      loadMs: 0,
      firstRunMs: null,
      faults: [error.message],
    };
  }
}

function describe(values: readonly InferenceSession.ValueMetadata[]): string[] {
  return values.map((value) => `${value.name}: ${value.isTensor ? describeTensor(value) : 'no tensor'}`);
}

async function runOnce(
  model: PackedModel,
  session: InferenceSession,
): Promise<{ readonly ms: number | null; readonly fault: string | null }> {
  const startedAt = performance.now();
  try {
    await session.run(Object.fromEntries(model.inputs.map((contract) => [contract.name, zeros(contract)])));
    return { ms: performance.now() - startedAt, fault: null };
  } catch (error) {
    return {
      ms: null,
      fault: `the model for "${model.slot}" does not run on zeros: ${(error as Error).message}`,
    };
  }
}

/** Symbolic dimensions are 1. */
function zeros({ type, shape }: TensorContract): Tensor {
  const dims = shape.map((size) => (typeof size === 'number' ? size : 1));
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
