
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

/** Length of every embedding in the space of pictures and words; the database column has the same. */
export const imageTextDimensions = 768;

/** Turns pictures and texts into vectors of one space, so that pictures are found by words. */
export interface ImageTextEmbedder {
  /** Embeddings of embedders with different names cannot be compared. */
  readonly name: string;
  /**
   * @param jpegs encoded pictures
   * @returns for each float32 [768] of length 1
   */
  embedImages(jpegs: readonly Uint8Array[]): Promise<Float32Array[]>;
  /** @returns float32 [768] of length 1 */
  embedText(text: string): Promise<Float32Array>;
}

/** The words of a text in any script: runs of letters, their marks and digits, in lower case. Signs and emoji are none. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
