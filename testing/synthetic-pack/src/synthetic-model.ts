import type { ModelEntry } from '@deepsentinel/model-pack';
import type { OnnxModel } from '@deepsentinel/onnx-writer';

/**
 * A model that obeys the contract of a production model and computes an answer that follows from its input: a wrong
 * layout, swapped channels or a lost cache change the answer.
 */
export interface SyntheticModel {
  readonly entry: Omit<ModelEntry, 'networks' | 'assets' | 'license' | 'source'>;
  /** Graphs by their role in the family. */
  readonly networks: Readonly<Record<string, { readonly file: string; readonly onnx: OnnxModel }>>;
  /** Other files by their role in the family. */
  readonly assets: Readonly<Record<string, { readonly file: string; readonly content: string }>>;
}
