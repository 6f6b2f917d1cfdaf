import type { Box } from '../box.ts';
import type { EvidenceFrame } from '../event.ts';
import type { ShownPerson } from '../thumbnails/best-frame.ts';
import { coveredBoxes } from '../thumbnails/head-box.ts';
import { renderCrop } from '../thumbnails/render-crop.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';

/** A moment of an event as shown to the model that verifies it. */
export interface EvidencePicture extends EvidenceFrame {
  /** JPEG of the person and the surroundings. */
  readonly jpeg: Uint8Array;
}

/** A moment that may be shown. Rendered when the event is reported, or when a chunk ends. */
interface Moment {
  readonly timeMs: number;
  readonly box: Box;
  readonly thumbnail: string;
  readonly render: () => Promise<Uint8Array>;
  /** Whether a chunk has handed the picture out. */
  readonly emitted: boolean;
}

/** Moments of an event that is not over, ascending in time. */
export interface EvidencePictures {
  /** Least time between two moments, milliseconds. */
  readonly intervalMs: number;
  readonly moments: readonly Moment[];
}

/** JSON value of pictures that have been emitted: a resumed analysis shows the model the same ones. */
export interface StoredPictures {
  readonly intervalMs: number;
  readonly moments: readonly (EvidenceFrame & { readonly jpegBase64: string })[];
}

export const noPictures: EvidencePictures = { intervalMs: 400, moments: [] };

const maxMoments = 4;

/** Takes in a moment. Of many, every other one is dropped, so that a few are left from all over the event. */
export function considerMoment(
  { intervalMs, moments }: EvidencePictures,
  { frame, person, persons, faces, name, blurFaces }: Omit<ShownPerson, 'keep'>,
): EvidencePictures {
  const last = moments.at(-1);
  if (last && frame.timeMs - last.timeMs < intervalMs) return { intervalMs, moments };
  const content = { subject: person.box, blurred: blurFaces ? coveredBoxes(persons, faces) : [] };
  const moment: Moment = {
    timeMs: frame.timeMs,
    box: person.box,
    thumbnail: `${name}-at-${frame.timeMs}.jpg`,
    render: () => renderCrop(frame, content),
    emitted: false,
  };
  const all = [...moments, moment];
  if (all.length <= maxMoments) return { intervalMs, moments: all };
  return { intervalMs: 2 * intervalMs, moments: all.filter((_, index) => index % 2 === 0) };
}

/** Only the moments up to a time: a rule may wait for the end of what is over. One is kept in any case. */
export function momentsUntil({ intervalMs, moments }: EvidencePictures, endMs: number): EvidencePictures {
  const within = moments.filter(({ timeMs }) => timeMs <= endMs);
  return { intervalMs, moments: within.length > 0 ? within : moments.slice(0, 1) };
}

/** Renders what has not been rendered, and forgets the frames. */
export async function renderPictures(pictures: EvidencePictures): Promise<{
  readonly pictures: EvidencePictures;
  readonly rendered: EvidencePicture[];
  readonly fresh: Thumbnail[];
}> {
  const rendered: EvidencePicture[] = [];
  const fresh: Thumbnail[] = [];
  for (const { timeMs, box, thumbnail, render, emitted } of pictures.moments) {
    const jpeg = await render();
    rendered.push({ timeMs, box, thumbnail, jpeg });
    if (!emitted) fresh.push({ fileName: thumbnail, data: jpeg });
  }
  const moments = rendered.map(({ jpeg, ...frame }) => ({
    ...frame,
    render: async () => jpeg,
    emitted: true,
  }));
  return { pictures: { ...pictures, moments }, rendered, fresh };
}

export function storePictures(intervalMs: number, rendered: readonly EvidencePicture[]): StoredPictures {
  return {
    intervalMs,
    moments: rendered.map(({ jpeg, ...frame }) => ({
      ...frame,
      jpegBase64: Buffer.from(jpeg).toString('base64'),
    })),
  };
}

export function restorePictures({ intervalMs, moments }: StoredPictures): EvidencePictures {
  return {
    intervalMs,
    moments: moments.map(({ jpegBase64, ...frame }) => ({
      ...frame,
      render: async () => Buffer.from(jpegBase64, 'base64'),
      emitted: true,
    })),
  };
}
