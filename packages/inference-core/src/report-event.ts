import type { Stages } from './analyzer.ts';
import type { AnalysisEvent } from './event.ts';
import type { EndedEvent } from './events/ended-event.ts';
import { renderPictures } from './events/evidence-pictures.ts';
import type { ImageIndex } from './image-index.ts';
import { renderCandidate } from './thumbnails/best-frame.ts';
import type { Thumbnail } from './thumbnails/thumbnail.ts';
import type { Track } from './track.ts';

export interface Reporter {
  readonly parts: Pick<Stages, 'describer' | 'embedder' | 'imageText'>;
  readonly images: ImageIndex;
}

/**
 * Makes an event of what a rule has proposed: verified, described and embedded.
 *
 * @param persons those of the event who are still followed, the first one first
 * @returns the event and those of its pictures that no chunk has emitted yet
 */
export async function reportEvent(
  { candidate, pictures, ...proposed }: EndedEvent,
  persons: readonly Omit<Track, 'path'>[],
  { parts, images }: Reporter,
): Promise<{ readonly event: AnalysisEvent; readonly thumbnails: readonly Thumbnail[] }> {
  const { describer, embedder, imageText } = parts;
  const thumbnail = candidate && (await renderCandidate(candidate));
  const { rendered, fresh } = await renderPictures(pictures);
  const { text, state, answer } = await describer.describe({ event: proposed, persons, pictures: rendered });
  const [embedding] = await embedder.embed([text]);
  const imageEmbedding = candidate && (await images.of(candidate.fileName, thumbnail));
  const event: AnalysisEvent = {
    ...proposed,
    state,
    description: text,
    embedding: embedding!,
    embeddedBy: embedder.name,
    imageEmbedding,
    imageEmbeddedBy: imageEmbedding && imageText!.name,
    frames: rendered.map(({ jpeg, ...frame }) => frame),
    answer,
    thumbnail: candidate?.fileName ?? null,
  };
  return { event, thumbnails: thumbnail ? [thumbnail, ...fresh] : fresh };
}
