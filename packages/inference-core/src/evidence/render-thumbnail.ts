import type { Box } from '@deepsentinel/queue-contracts';
import type { Frame } from '../frame.ts';
import { picture } from '../preprocess/pixels.ts';
import type { FrameView } from './face-search.ts';
import { type BlurRegion, blurRegions } from './pixelate.ts';

/** Wider frames are scaled down to this, pixels. */
const maxWidth = 640;
const jpegQuality = 80;
/** Widths of the dark and of the bright line around the subject, pixels of the thumbnail. */
const strokes = { outer: 5, inner: 2.5 };

type Size = Pick<Frame, 'width' | 'height'>;

export interface ThumbnailContent {
  /** The person whom the thumbnail is about, source-frame pixels; may reach over the border. */
  readonly subject: Box;
  readonly blurred: readonly BlurRegion[];
}

/** What a thumbnail shows of a frame: all of it. */
export function thumbnailView({ width, height }: Size): FrameView {
  return { box: { x1: 0, y1: 0, x2: width, y2: height }, scale: Math.min(1, maxWidth / width) };
}

/**
 * Renders a frame as a JPEG of at most 640 pixels width: heads pixelated, the subject framed. The same input gives the
 * same bytes. Draws no text, because text would depend on the fonts of the machine.
 */
export async function renderThumbnail(
  frame: Frame,
  { subject, blurred }: ThumbnailContent,
): Promise<Uint8Array> {
  const { scale } = thumbnailView(frame);
  const size = {
    width: Math.round(frame.width * scale),
    height: Math.max(1, Math.round(frame.height * scale)),
  };
  // sharp puts the lines on after it has scaled.
  return await picture(blurRegions(frame, blurred))
    .resize(size.width, size.height, { fit: 'fill' })
    .composite([{ input: Buffer.from(frameOverlay(subject, scale, size)), left: 0, top: 0 }])
    .jpeg({ quality: jpegQuality })
    .toBuffer();
}

/**
 * A bright rectangle on a darker, wider one: readable on light and dark pictures. Where the subject reaches the border
 * the lines keep inside it.
 */
function frameOverlay(subject: Box, scale: number, { width, height }: Size): string {
  const inset = Math.min(strokes.outer, width, height) / 2;
  const within = (value: number, limit: number) => Math.min(Math.max(value * scale, inset), limit - inset);
  const [x1, x2] = [within(subject.x1, width), within(subject.x2, width)];
  const [y1, y2] = [within(subject.y1, height), within(subject.y2, height)];
  const rectangle = `x="${x1}" y="${y1}" width="${x2 - x1}" height="${y2 - y1}" fill="none"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect ${rectangle} stroke="#000" stroke-opacity="0.6" stroke-width="${strokes.outer}"/>`,
    `<rect ${rectangle} stroke="#ffd400" stroke-width="${strokes.inner}"/>`,
    '</svg>',
  ].join('');
}
