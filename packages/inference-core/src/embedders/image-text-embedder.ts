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
