import type { ImageTextEmbedder } from './embedders/embedder.ts';
import type { StoredRuleState } from './events/rule-state.ts';
import type { Thumbnail } from './thumbnails/thumbnail.ts';

/** JSON value: base64 of float32 embeddings, little-endian, by file name of the thumbnail. */
export type StoredImageIndex = Readonly<Record<string, string>>;

/** Embeddings of thumbnails that were emitted before the events that will name them were over. */
export class ImageIndex {
  readonly #embedder: ImageTextEmbedder | null;
  #known: ReadonlyMap<string, Float32Array>;

  /** @param embedder null when pictures are not embedded: every embedding is null then */
  constructor(embedder: ImageTextEmbedder | null, stored: StoredImageIndex) {
    this.#embedder = embedder;
    this.#known = new Map(
      Object.entries(stored).map(([name, base64]) => [
        name,
        new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer),
      ]),
    );
  }

  /** The embedding of an event's thumbnail; `fresh` is null when it was emitted earlier. */
  async of(fileName: string, fresh: Thumbnail | null): Promise<Float32Array | null> {
    if (!this.#embedder) return null;
    if (!fresh) return this.#known.get(fileName) ?? null;
    const [embedding] = await this.#embedder.embedImages([fresh.data]);
    return embedding!;
  }

  /**
   * Embeds what a chunk emits for events that are not over, and forgets what none of these will name.
   *
   * @param memories of all rules, by name
   */
  async keepActive(
    emitted: readonly Thumbnail[],
    memories: readonly Readonly<Record<string, StoredRuleState>>[],
  ): Promise<StoredImageIndex> {
    if (!this.#embedder) return {};
    const candidates = memories.flatMap((rules) => Object.values(rules).map(({ candidate }) => candidate));
    const open = new Set(candidates.flatMap((candidate) => candidate?.fileName ?? []));
    const fresh = emitted.filter(({ fileName }) => open.has(fileName));
    const embeddings = await this.#embedder.embedImages(fresh.map(({ data }) => data));
    const added = fresh.map(({ fileName }, index) => [fileName, embeddings[index]!] as const);
    this.#known = new Map([...this.#known, ...added].filter(([fileName]) => open.has(fileName)));
    return Object.fromEntries([...this.#known].map(([fileName, vector]) => [fileName, base64(vector)]));
  }
}

function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
