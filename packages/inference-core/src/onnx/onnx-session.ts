import { ModelPackError, type NetworkEntry, type TensorContract } from '@deepsentinel/model-pack';
import { env, InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { DeviceError, DeviceMemoryError } from '../errors.ts';
import type { SessionSettings } from './device.ts';
import type { PackedNetwork } from './model-entry.ts';
import type { Network, Tensor } from './network.ts';
import { loadOptimized } from './optimized-model.ts';
import { sessionOptions } from './session-options.ts';

// Errors are thrown; the runtime's own log would print them a second time.
env.logLevel = 'fatal';

/** Session of a loaded ONNX network, which measures the time of its runs. */
export class OnnxSession implements Network {
  /**
   * Last queued run of any session. Runs take turns: the binding blocks the thread anyway, and so each run's time is
   * its own.
   */
  static #turn: Promise<unknown> = Promise.resolve();

  /** Inputs as the manifest states them, which the file has been checked against. */
  readonly inputs: readonly TensorContract[];
  /** Outputs as the manifest states them, which the file has been checked against. */
  readonly outputs: readonly TensorContract[];
  readonly #session: InferenceSession;
  #busyMs = 0;

  private constructor(session: InferenceSession, { inputs, outputs }: NetworkEntry) {
    this.#session = session;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Loads a network and checks its inputs and outputs against the manifest.
   *
   * @throws {ModelPackError} the file is no ONNX model, or its tensors differ from the manifest's
   * @throws {DeviceError} `cuda` was asked for and cannot be used
   */
  static async load(network: PackedNetwork, settings: SessionSettings): Promise<OnnxSession> {
    const session = await createSession(network, settings);
    const [difference] = contractDifferences(network, session);
    if (difference === undefined) return new OnnxSession(session, network);
    await session.release();
    throw new ModelPackError(`${network.name}: ${difference}`);
  }

  /** Milliseconds spent in `run` since the network was loaded. */
  get busyMs(): number {
    return this.#busyMs;
  }

  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const turn = OnnxSession.#turn.then(() => this.#runNow(feeds));
    OnnxSession.#turn = turn.catch(() => null);
    return turn;
  }

  async #runNow(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const startedAt = performance.now();
    try {
      return await this.#session.run(runtimeFeeds(feeds));
    } catch (cause) {
      throw explainRunFailure(cause);
    } finally {
      this.#busyMs += performance.now() - startedAt;
    }
  }

  dispose(): Promise<void> {
    return this.#session.release();
  }
}

function runtimeTensor(tensor: Tensor): RuntimeTensor {
  if (tensor instanceof RuntimeTensor) return tensor;
  const { type, data, dims } = tensor;
  return new RuntimeTensor(type as 'float32', data as Float32Array, dims);
}

/** Wraps tensors for the runtime, which shares their data. */
function runtimeFeeds(feeds: Readonly<Record<string, Tensor>>): Record<string, RuntimeTensor> {
  const wrapped = Object.entries(feeds).map(([name, tensor]) => [name, runtimeTensor(tensor)] as const);
  return Object.fromEntries(wrapped);
}

/** Messages of allocators and of NVIDIA's libraries for exhausted memory, for which ONNX Runtime has no error code. */
const memoryFailure =
  /out of memory|failed to allocate memory|bad_?\s?alloc|(CUDNN|CUBLAS)_STATUS_ALLOC_FAILED|smaller than requested bytes/i;

function explainRunFailure(cause: unknown): unknown {
  const reason = (cause as Error).message;
  if (!memoryFailure.test(reason)) return cause;
  return new DeviceMemoryError(`the device has too little memory: ${reason}`, { cause });
}

/**
 * Loads a network without checking its contract.
 *
 * @throws {ModelPackError} the file is no ONNX model
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function createSession(
  network: PackedNetwork,
  settings: SessionSettings,
): Promise<InferenceSession> {
  const { device, optimizedModelCache: cache } = settings;
  const session = sessionOptions(settings);
  try {
    if (!cache) return await InferenceSession.create(network.path, session);
    return await loadOptimized(network, { device, cache, session });
  } catch (cause) {
    if (device === 'cuda') {
      throw new DeviceError(`device "cuda" cannot be used: ${(cause as Error).message}`, { cause });
    }
    throw new ModelPackError(`${network.name} cannot be loaded: ${(cause as Error).message}`, { cause });
  }
}

/** Lists the differences between a loaded network and the manifest, with expected and found tensors. */
export function contractDifferences(network: NetworkEntry, session: InferenceSession): string[] {
  const { inputMetadata, outputMetadata } = session;
  return [
    ...differences('input', { expected: network.inputs, actual: inputMetadata }),
    ...differences('output', { expected: network.outputs, actual: outputMetadata }),
  ];
}

interface Side {
  readonly expected: readonly TensorContract[];
  readonly actual: readonly InferenceSession.ValueMetadata[];
}

/** Compares both ways: tensors that the manifest does not name are differences, too. */
function differences(direction: 'input' | 'output', { expected, actual }: Side): string[] {
  const unnamed = actual
    .filter(({ name }) => expected.every((contract) => contract.name !== name))
    .map(({ name }) => `${direction} "${name}": the manifest does not name it`);
  const different = expected.flatMap((contract) => {
    const found = actual.find((value) => value.name === contract.name);
    const signature = found?.isTensor ? describeTensor(found) : 'no tensor of that name';
    if (signature === describeTensor(contract)) return [];
    return [`${direction} "${contract.name}": expected ${describeTensor(contract)}, found ${signature}`];
  });
  return [...different, ...unnamed];
}

/** Formats a tensor's type and shape: `float32 [N, 3, 640, 640]`. */
export function describeTensor({
  type,
  shape,
}: {
  readonly type: string;
  readonly shape: readonly (number | string)[];
}): string {
  return `${type} [${shape.join(', ')}]`;
}
