import type { Box, EvidenceFrame } from '@deepsentinel/queue-contracts';
import type { ShownPerson } from '../thumbnails/best-frame.ts';
import { coveredBoxes } from '../thumbnails/head-box.ts';
import { renderCrop } from '../thumbnails/render-crop.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';

/** A keyframe of an event as shown to the model that verifies it. */
export interface EvidencePicture extends EvidenceFrame {
  /** JPEG of the person and the surroundings. */
  readonly jpeg: Uint8Array;
}

/** A keyframe that may be shown. Rendered when the event is reported, or when a chunk ends. */
interface Keyframe {
  readonly timeMs: number;
  readonly box: Box;
  readonly thumbnail: string;
  readonly render: () => Promise<Uint8Array>;
  /** Whether a chunk has handed the picture out. */
  readonly emitted: boolean;
}

/** Keyframes of an event that is not over, ascending in time. */
export interface EvidencePictures {
  /** Least time between two keyframes, milliseconds. */
  readonly intervalMs: number;
  readonly keyframes: readonly Keyframe[];
}

/** JSON value of pictures that have been emitted: a resumed analysis shows the model the same ones. */
export interface StoredPictures {
  readonly intervalMs: number;
  readonly keyframes: readonly (EvidenceFrame & { readonly jpegBase64: string })[];
}

export const noPictures: EvidencePictures = { intervalMs: 400, keyframes: [] };

const maxKeyframes = 4;

/** Takes in a keyframe. Of many, every other one is dropped, so that a few are left from all over the event. */
export function sampleKeyframe(
  { intervalMs, keyframes }: EvidencePictures,
  { frame, person, persons, faces, name, blurFaces }: Omit<ShownPerson, 'keep'>,
): EvidencePictures {
  const last = keyframes.at(-1);
  if (last && frame.timeMs - last.timeMs < intervalMs) return { intervalMs, keyframes };
  const content = { subject: person.box, blurred: blurFaces ? coveredBoxes(persons, faces) : [] };
  const keyframe: Keyframe = {
    timeMs: frame.timeMs,
    box: person.box,
    thumbnail: `${name}-at-${frame.timeMs}.jpg`,
    render: () => renderCrop(frame, content),
    emitted: false,
  };
  const all = [...keyframes, keyframe];
  if (all.length <= maxKeyframes) return { intervalMs, keyframes: all };
  return { intervalMs: 2 * intervalMs, keyframes: all.filter((_, index) => index % 2 === 0) };
}

/** Only the keyframes up to a time: a rule may wait for the end of what is over. One is kept in any case. */
export function keyframesUntil({ intervalMs, keyframes }: EvidencePictures, endMs: number): EvidencePictures {
  const within = keyframes.filter(({ timeMs }) => timeMs <= endMs);
  return { intervalMs, keyframes: within.length > 0 ? within : keyframes.slice(0, 1) };
}

/** Renders what has not been rendered, and forgets the frames. */
export async function renderPictures(pictures: EvidencePictures): Promise<{
  readonly pictures: EvidencePictures;
  readonly rendered: EvidencePicture[];
  readonly fresh: Thumbnail[];
}> {
  const rendered: EvidencePicture[] = [];
  const fresh: Thumbnail[] = [];
  for (const { timeMs, box, thumbnail, render, emitted } of pictures.keyframes) {
    const jpeg = await render();
    rendered.push({ timeMs, box, thumbnail, jpeg });
    if (!emitted) fresh.push({ fileName: thumbnail, data: jpeg });
  }
  const keyframes = rendered.map(({ jpeg, ...frame }) => ({
    ...frame,
    render: async () => jpeg,
    emitted: true,
  }));
  return { pictures: { ...pictures, keyframes }, rendered, fresh };
}

export function storePictures(intervalMs: number, rendered: readonly EvidencePicture[]): StoredPictures {
  return {
    intervalMs,
    keyframes: rendered.map(({ jpeg, ...frame }) => ({
      ...frame,
      jpegBase64: Buffer.from(jpeg).toString('base64'),
    })),
  };
}

export function restorePictures({ intervalMs, keyframes }: StoredPictures): EvidencePictures {
  return {
    intervalMs,
    keyframes: keyframes.map(({ jpegBase64, ...frame }) => ({
      ...frame,
      render: async () => Buffer.from(jpegBase64, 'base64'),
      emitted: true,
    })),
  };
}
