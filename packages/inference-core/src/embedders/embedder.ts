/** Length of every text embedding; the database column has the same. */
export const embeddingDimensions = 384;

/** Turns texts into vectors whose cosine tells how alike they are. */
export interface Embedder {
  /** Embeddings of embedders with different names cannot be compared. */
  readonly name: string;
  /** `semantic` embedders compare meanings, `lexical` ones only words. */
  readonly kind: 'semantic' | 'lexical';
  /** @returns for each text float32 [384] of length 1; all zeros for a text without words */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  /** The same for what somebody looks for, which some models want marked as such. */
  embedQuery(text: string): Promise<Float32Array>;
}
