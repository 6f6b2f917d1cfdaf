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
import { type PackedNetwork, packedNetwork } from './model-entry.ts';
import type { ModelFamily } from './model-family.ts';
import { ModelLoader } from './model-loader.ts';
import { contractDifferences, createSession, describeTensor } from './onnx-session.ts';

/** Result of the inspection of a model. */
export interface ModelInspection extends Pick<ModelEntry, 'slot' | 'family' | 'license' | 'source'> {
  /** Inspections of the model's networks; empty for a model that is code only. */
  readonly networks: readonly NetworkInspection[];
  /** Reasons why the model cannot be used, with expected and actual values; empty for a usable model. */
  readonly faults: readonly string[];
}

/**
 * Loads and runs each network of a model, makes the pipeline's stage of it, and reports all faults instead of the
 * first.
 *
 * @param family code for the model; a `ModelPackError` that it throws is reported as a fault
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function inspectModel(
  model: PackedModel,
  settings: SessionSettings,
  family: ModelFamily<unknown>,
): Promise<ModelInspection> {
  const { slot, license, source } = model;
  const networks: NetworkInspection[] = [];
  const faults: string[] = [];
  for (const name of Object.keys(model.networks)) {
    const network = await inspectNetwork(model, name, settings);
    networks.push(network.inspection);
    faults.push(...network.faults);
  }
  faults.push(...(await faultsOfStage(model, settings, family)));
  return { slot, family: model.family, license, source, networks, faults: [...new Set(faults)] };
}

/** Makes the stage and reports its first fault, which may repeat one of a network. */
async function faultsOfStage(
  model: PackedModel,
  settings: SessionSettings,
  family: ModelFamily<unknown>,
): Promise<string[]> {
  await using loader = new ModelLoader(settings);
  try {
    await loader.load(model, family);
    return [];
  } catch (error) {
    if (!(error instanceof ModelPackError)) throw error;
    return [error.message];
  }
}

/** Result of the inspection of a network. */
export interface NetworkInspection {
  /** Key of the network in the manifest's `networks`. */
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  /** Number of learned parameters; null when the network cannot be loaded. */
  readonly parameters: number | null;
  /** Tensors as the file states them, for instance `images: float32 [N, 3, 640, 640]`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Time to load the network, milliseconds; null when it cannot be loaded. */
  readonly loadMs: number | null;
  /** Time of the first run, on zeros, milliseconds; null when it failed. */
  readonly firstRunMs: number | null;
}

/**
 * Loads a network of a model and runs it once.
 *
 * @param name key in the manifest's `networks`
 * @returns the inspection, and the reasons why the network cannot be used, if any
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
async function inspectNetwork(
  model: PackedModel,
  name: string,
  settings: SessionSettings,
): Promise<{ readonly inspection: NetworkInspection; readonly faults: readonly string[] }> {
  const network = packedNetwork(model, name);
  const bytes = await readFile(network.path);
  const about = { name, file: network.file, bytes: bytes.length };
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

/** Chooses 1 for a free dimension, and 0 for a decoder's cache, which is empty at first (`past_sequence_length`). */
function symbolicSize(name: string): number {
  return /^past_\w+$/.test(name) ? 0 : 1;
}
