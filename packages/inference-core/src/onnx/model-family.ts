import type { PackedModel } from '@deepsentinel/model-pack';
import type { SessionSettings } from './device.ts';
import type { LoadedNetwork, Network } from './network.ts';

/** Loads the networks of a model; they are released with the analyzer. */
export interface NetworkLoader {
  readonly settings: SessionSettings;
  /**
   * Loads an ONNX graph of the model and checks it against the manifest.
   *
   * @param name key in the manifest's `networks`
   * @throws {ModelPackError} the manifest has no such network, the file is no model, or its tensors differ from the
   *   manifest's
   */
  open(name: string): Promise<Network>;
  /** Registers a network that the family has loaded by other means, to be timed and released like the others. */
  adopt(network: LoadedNetwork): void;
}

/**
 * Makes a pipeline stage of a model. A family is the code for all models with the same tensors.
 *
 * @throws {ModelPackError} the model breaks the family's contract; the message says what was expected and found
 */
export type ModelFamily<Stage> = (model: PackedModel, loader: NetworkLoader) => Promise<Stage>;
