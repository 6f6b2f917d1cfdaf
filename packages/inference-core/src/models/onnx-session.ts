import { ModelPackError, type PackedModel, type TensorContract } from '@deepsentinel/model-pack';
import { env, InferenceSession, type Tensor } from 'onnxruntime-node';
import type { SessionSettings } from './device.ts';

// What goes wrong is thrown; the runtime's own log would print it a second time.
env.logLevel = 'fatal';

/** The device is absent, cannot be used or is too small. Retrying on the same kind of machine does not help. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
}

/** One loaded model. Keeps count of the time that its runs took. */
export class OnnxSession {
  /** Runs of all models take turns: the binding blocks the thread anyway, and only so is a run's time its own. */
  static #turn: Promise<unknown> = Promise.resolve();

  readonly #session: InferenceSession;
  #busyMs = 0;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /**
   * Loads a model and checks its inputs and outputs against the manifest.
   *
   * @throws {ModelPackError} the file is no ONNX model, or its tensors differ from the manifest's
   * @throws {DeviceError} `cuda` was asked for and cannot be used
   */
  static async load(model: PackedModel, { device, threads }: SessionSettings): Promise<OnnxSession> {
    const session = await createSession(model, { device, threads });
    const [difference] = contractDifferences(model, session);
    if (difference === undefined) return new OnnxSession(session);
    throw new ModelPackError(`${model.path}: ${difference}`);
  }

  /** Milliseconds spent in `run` since the model was loaded. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** @param feeds a tensor for each input of the manifest */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const turn = OnnxSession.#turn.then(() => this.#runNow(feeds));
    OnnxSession.#turn = turn.catch(() => null);
    return turn;
  }

  async #runNow(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const startedAt = performance.now();
    try {
      return await this.#session.run(feeds);
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

/** ONNX Runtime has no code for an exhausted device; these are the words of its allocators. */
function explainRunFailure(cause: unknown): unknown {
  const reason = (cause as Error).message;
  if (!/out of memory|Failed to allocate memory|CUDA_ERROR_OUT_OF_MEMORY/i.test(reason)) return cause;
  return new DeviceError(`the device has too little memory for a single frame: ${reason}`, { cause });
}

/**
 * Loads a model without looking at its contract.
 *
 * @throws {ModelPackError} the file is no ONNX model
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function createSession(
  model: PackedModel,
  { device, threads }: SessionSettings,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model.path, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
      // Spinning threads starve the decoder and the resizer: a six-person frame fell from 84 to 55 ms without.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    if (device === 'cuda') {
      throw new DeviceError(`device "cuda" cannot be used: ${(cause as Error).message}`, { cause });
    }
    throw new ModelPackError(
      `${model.path}: model for "${model.slot}" cannot be loaded: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

/** What in a loaded model differs from the manifest, with what was expected and what was found; empty when nothing does. */
export function contractDifferences(model: PackedModel, session: InferenceSession): string[] {
  const { inputMetadata, outputMetadata } = session;
  return [
    ...differences(`input`, model, { expected: model.inputs, actual: inputMetadata }),
    ...differences(`output`, model, { expected: model.outputs, actual: outputMetadata }),
  ];
}

interface Side {
  readonly expected: readonly TensorContract[];
  readonly actual: readonly InferenceSession.ValueMetadata[];
}

function differences(
  direction: 'input' | 'output',
  { slot }: PackedModel,
  { expected, actual }: Side,
): string[] {
  return expected.flatMap((contract) => {
    const found = actual.find((value) => value.name === contract.name);
    const signature = found?.isTensor ? describeTensor(found) : 'no tensor of that name';
    if (signature === describeTensor(contract)) return [];
    const place = `${direction} "${contract.name}" of the model for "${slot}"`;
    return [`${place}: expected ${describeTensor(contract)}, found ${signature}`];
  });
}

/** `float32 [N, 3, 640, 640]` */
export function describeTensor({
  type,
  shape,
}: {
  readonly type: string;
  readonly shape: readonly (number | string)[];
}): string {
  return `${type} [${shape.join(', ')}]`;
}
