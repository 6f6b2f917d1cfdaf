/** Dimensions of every text embedding, as of the database column. */
export const embeddingDimensions = 384;

/** Turns texts into vectors whose cosine is their similarity. */
export interface Embedder {
  /** Name of the embedder; embeddings of different names cannot be compared. */
  readonly name: string;
  /** `semantic` embedders compare meanings, `lexical` ones words only. */
  readonly kind: 'semantic' | 'lexical';
  /**
   * Embeds texts.
   *
   * @returns float32 [384] of length 1 for each; zeros for a text without words
   */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  /**
   * Embeds a search query, which some models mark with a prefix.
   *
   * @returns float32 [384] as `embed`
   */
  embedQuery(text: string): Promise<Float32Array>;
}

/** Dimensions of every embedding in the common space of pictures and texts, as of the database column. */
export const imageTextDimensions = 768;

/** Turns pictures and texts into vectors of one space, so that texts find pictures. */
export interface ImageTextEmbedder {
  /** Name of the embedder; embeddings of different names cannot be compared. */
  readonly name: string;
  /**
   * Embeds pictures.
   *
   * @param jpegs encoded pictures
   * @returns float32 [768] of length 1 for each
   */
  embedImages(jpegs: readonly Uint8Array[]): Promise<Float32Array[]>;
  /**
   * Embeds a search text.
   *
   * @returns float32 [768] of length 1
   */
  embedText(text: string): Promise<Float32Array>;
}

/**
 * Splits a text in any script into words: runs of letters, marks and digits, in lower case, without signs and emoji.
 */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** Scales a vector to length 1; zeros stay zeros. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
