import type { ModelEntry } from '@deepsentinel/model-pack';
import type { OnnxModel } from '@deepsentinel/onnx-writer';

/**
 * A model that obeys the contract of a production model and computes something that can be told from its input: whoever
 * feeds it a wrong layout, swapped channels or a lost cache gets another answer.
 */
export interface SyntheticModel {
  readonly entry: Omit<ModelEntry, 'networks' | 'assets' | 'license' | 'source'>;
  /** Graphs by the part that they play in the family. */
  readonly networks: Readonly<Record<string, { readonly file: string; readonly onnx: OnnxModel }>>;
  /** Other files by what they are to the family. */
  readonly assets: Readonly<Record<string, { readonly file: string; readonly content: string }>>;
}
