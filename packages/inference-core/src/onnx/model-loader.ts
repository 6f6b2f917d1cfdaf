import type { PackedModel } from '@deepsentinel/model-pack';
import type { SessionSettings } from './device.ts';
import { packedNetwork } from './model-entry.ts';
import type { ModelFamily } from './model-family.ts';
import type { LoadedNetwork } from './network.ts';
import { OnnxSession } from './onnx-session.ts';

/** Loads models, and times and releases all their networks. */
export class ModelLoader implements AsyncDisposable {
  readonly #settings: SessionSettings;
  readonly #networks: LoadedNetwork[] = [];

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  /** Milliseconds spent in all networks since they were loaded. */
  get busyMs(): number {
    return this.#networks.reduce((sum, { busyMs }) => sum + busyMs, 0);
  }

  /**
   * Loads a model and makes its family's stage of it.
   *
   * @throws {ModelPackError} the model cannot be loaded or breaks a contract
   * @throws {DeviceError} the device cannot be used
   */
  async load<Stage>(model: PackedModel, family: ModelFamily<Stage>): Promise<Stage> {
    const adopt = (network: LoadedNetwork) => {
      this.#networks.push(network);
    };
    const open = async (name: string) => {
      const session = await OnnxSession.load(packedNetwork(model, name), this.#settings);
      adopt(session);
      return session;
    };
    return await family(model, { settings: this.#settings, open, adopt });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#networks.map((network) => network.dispose()));
  }
}
