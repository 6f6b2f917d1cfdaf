import type { PackedModel } from '@deepsentinel/model-pack';
import type { SessionSettings } from './device.ts';
import type { LoadedNetwork } from './loaded-network.ts';
import type { OnnxSession } from './onnx-session.ts';

/** Loads what a family needs; all of it is let go with the analyzer. */
export interface NetworkLoader {
  readonly settings: SessionSettings;
  /**
   * Loads an ONNX graph of the model and checks it against the manifest.
   *
   * @param part its name in the manifest's `networks`
   * @throws {ModelPackError} the manifest has no such part, the file is no model, or its tensors differ from the manifest's
   */
  open(part: string): Promise<OnnxSession>;
  /** Takes over what a family has loaded by other means. */
  adopt(network: LoadedNetwork): void;
}

/**
 * The code that knows the tensors of some models: makes a pipeline stage of one.
 *
 * @throws {ModelPackError} the model breaks the family's contract, with what was expected and what was found
 */
export type ModelFamily<Stage> = (model: PackedModel, loader: NetworkLoader) => Promise<Stage>;
