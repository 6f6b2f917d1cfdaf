import type { ImageTextEmbedder } from '../embedders/embedder.ts';
import { mapTwoAtOnce } from '../prefetch.ts';
import { fromBase64, toBase64 } from './float-base64.ts';
import type { HeadFinder } from './head-box.ts';
import {
  type EvidencePicture,
  emitKeyframes,
  type Keyframes,
  keyframesUntil,
  noKeyframes,
  renderKeyframes,
  resavedKeyframes,
  type SavedKeyframes,
  sampleKeyframe,
} from './keyframes.ts';
import type { ShownSubject } from './subject.ts';
import { considerFrame, type Thumbnail, type ThumbnailCandidate } from './thumbnail.ts';

/** The pictures of one event. */
interface Evidence {
  readonly candidate: ThumbnailCandidate;
  /** Keyframes for a model that verifies the event; empty when none does. */
  readonly keyframes: Keyframes;
}

/** JSON value of the pictures of an event that is not over, all of which have been emitted. */
export interface SavedEvidence {
  readonly event: string;
  readonly quality: number;
  /** Base64 of the thumbnail's embedding: float32, little-endian; null when pictures are not embedded. */
  readonly embedding: string | null;
  readonly keyframes: SavedKeyframes;
}

/** The pictures of an event that is over, as files and as a model sees them. */
export interface RenderedEvidence {
  /** File name; null when no frame showed the event. */
  readonly thumbnail: string | null;
  /** float32 [768] of the thumbnail; null when pictures are not embedded. */
  readonly imageEmbedding: Float32Array | null;
  readonly pictures: readonly EvidencePicture[];
  /** Files that no chunk has emitted yet. */
  readonly fresh: readonly Thumbnail[];
}

/** The evidence of an event that no frame showed. */
export const noEvidence: RenderedEvidence = {
  thumbnail: null,
  imageEmbedding: null,
  pictures: [],
  fresh: [],
};

/** Choice of the pictures that an event gets. */
export interface PictureChoice {
  /** Whether the thumbnail shows the best frame of the event or its latest. */
  readonly thumbnail: 'best' | 'latest';
  /** Whether keyframes are kept for a model that verifies the event. */
  readonly keyframes: boolean;
}

export interface EvidenceBookOptions {
  /** Finds the heads to blur; null when nothing is blurred. */
  readonly findHeads: HeadFinder | null;
  /** Whether the model that verifies events is shown heads as they are; what is emitted and saved is blurred. */
  readonly showClear: boolean;
  /** Embeds thumbnails; null to leave that out. */
  readonly imageText: ImageTextEmbedder | null;
}

/**
 * Owns the pictures of events, by the name of the event in progress: chooses, blurs and renders them, emits each once,
 * and embeds the thumbnails.
 */
export class EvidenceBook {
  readonly #options: EvidenceBookOptions;
  #events: Map<string, Evidence>;

  /** @param saved pictures of the events that were in progress at the last checkpoint */
  constructor(options: EvidenceBookOptions, saved: readonly SavedEvidence[]) {
    this.#options = options;
    this.#events = new Map(saved.map((evidence) => [evidence.event, restored(evidence)]));
  }

  /**
   * Keeps the pictures of an event in progress.
   *
   * @param step the event in progress before and after a frame, null when there is none, and the end of the event that has
   *   been proposed, milliseconds; null when none has
   * @param shown who of the event the frame shows; null when it shows nobody
   * @returns renders the pictures of the event that has been proposed, if any
   */
  follow(
    {
      before,
      after,
      endMs,
    }: { readonly before: string | null; readonly after: string | null; readonly endMs: number | null },
    shown: ShownSubject | null,
    choice: PictureChoice,
  ): (() => Promise<RenderedEvidence>) | null {
    const evidence = endMs !== null && before !== null ? this.take(before, endMs) : null;
    if (before !== null && before !== after) this.drop(before);
    if (after !== null && shown) this.sample(after, shown, choice);
    if (evidence || endMs === null || after === null) return evidence;
    return this.take(after, endMs);
  }

  /** Considers a frame for the pictures of an event in progress. */
  sample(event: string, shown: ShownSubject, { thumbnail, keyframes }: PictureChoice): void {
    const { findHeads, showClear } = this.#options;
    const before = this.#events.get(event);
    const kept = before?.keyframes ?? noKeyframes;
    this.#events.set(event, {
      candidate: considerFrame(before?.candidate ?? null, shown, { keep: thumbnail, findHeads }),
      keyframes: keyframes ? sampleKeyframe(kept, shown, { event, findHeads, showClear }) : kept,
    });
  }

  /**
   * Hands over the pictures of an event that is over.
   *
   * @param endMs end of the event, milliseconds: later keyframes do not show it
   * @returns renders the pictures; null when no frame showed the event
   */
  take(event: string, endMs: number): (() => Promise<RenderedEvidence>) | null {
    const evidence = this.#events.get(event);
    this.#events.delete(event);
    return evidence ? () => this.#render(event, evidence, endMs) : null;
  }

  /** Forgets the pictures of an event that has come to nothing. */
  drop(event: string): void {
    this.#events.delete(event);
  }

  /** Emits the pictures of events in progress, which a later chunk may name, and makes a JSON value. */
  async checkpoint(): Promise<{
    readonly thumbnails: readonly Thumbnail[];
    readonly saved: readonly SavedEvidence[];
  }> {
    const rendered = await mapTwoAtOnce([...this.#events], async ([event, { candidate, keyframes }]) => {
      const jpeg = candidate.render && (await candidate.render());
      return { event, candidate, jpeg, ...(await emitKeyframes(keyframes)) };
    });
    const embeddings = await this.#embed(rendered.flatMap(({ jpeg }) => jpeg ?? []));
    const emitted = rendered.map(({ candidate: { quality, embedding }, jpeg, ...evidence }) => {
      const candidate = { quality, render: null, embedding: jpeg ? (embeddings.shift() ?? null) : embedding };
      return { ...evidence, jpeg, candidate };
    });
    this.#events = new Map(
      emitted.map(({ event, candidate, keyframes }) => [event, { candidate, keyframes }]),
    );
    return {
      thumbnails: emitted.flatMap(({ event, jpeg, fresh }) => [...thumbnailFile(event, jpeg), ...fresh]),
      saved: emitted.map(({ event, candidate, saved }) => ({
        event,
        quality: candidate.quality,
        embedding: candidate.embedding && toBase64(candidate.embedding),
        keyframes: saved,
      })),
    };
  }

  async #render(event: string, evidence: Evidence, endMs: number): Promise<RenderedEvidence> {
    const { candidate } = evidence;
    const jpeg = candidate.render && (await candidate.render());
    const { pictures, fresh } = await renderKeyframes(keyframesUntil(evidence.keyframes, endMs));
    const [imageEmbedding] = jpeg ? await this.#embed([jpeg]) : [candidate.embedding];
    return {
      thumbnail: fileNameOf(event),
      imageEmbedding: imageEmbedding ?? null,
      pictures,
      fresh: [...thumbnailFile(event, jpeg), ...fresh],
    };
  }

  /** @returns an embedding for each picture, null when pictures are not embedded */
  async #embed(jpegs: readonly Uint8Array[]): Promise<(Float32Array | null)[]> {
    const { imageText } = this.#options;
    if (!imageText || jpegs.length === 0) return jpegs.map(() => null);
    return [...(await imageText.embedImages(jpegs))];
  }
}

const fileNameOf = (event: string) => `${event}.jpg`;

/** The file of a thumbnail that is to be emitted; none when it has been. */
function thumbnailFile(event: string, jpeg: Uint8Array | null): Thumbnail[] {
  return jpeg ? [{ fileName: fileNameOf(event), data: jpeg }] : [];
}

function restored({ quality, embedding, keyframes }: SavedEvidence): Evidence {
  return {
    candidate: { quality, render: null, embedding: embedding === null ? null : fromBase64(embedding) },
    keyframes: resavedKeyframes(keyframes),
  };
}
