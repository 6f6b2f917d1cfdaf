import type { Box } from '@deepsentinel/queue-contracts';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { clipBox } from '../box.ts';
import type { Frame } from '../frame.ts';
import { picture } from '../preprocess/pixels.ts';

/** Wider frames are scaled down to this, pixels. */
const maxWidth = 640;
const jpegQuality = 80;
/** A blurred head is made of this many squares across: too few for a face. */
const squaresAcross = 4;
/** Widths of the dark and of the bright line around the subject, pixels of the thumbnail. */
const strokes = { outer: 5, inner: 2.5 };

type Size = Pick<Frame, 'width' | 'height'>;

export interface ThumbnailContent {
  /** The person whom the thumbnail is about, source-frame pixels; may reach over the border. */
  readonly subject: Box;
  /** Regions to make unrecognizable, source-frame pixels; may reach over the border. */
  readonly blurred: readonly Box[];
}

/**
 * Renders a frame as a JPEG of at most 640 pixels width: heads pixelated, the subject framed. The same input gives the
 * same bytes. Draws no text, because text would depend on the fonts of the machine.
 */
export async function renderThumbnail(
  frame: Frame,
  { subject, blurred }: ThumbnailContent,
): Promise<Uint8Array> {
  const scale = Math.min(1, maxWidth / frame.width);
  const patches = await Promise.all(blurred.map((region) => pixelate(frame, region)));
  const masked = picture(frame).composite(patches.filter((patch) => patch !== null));
  const size = {
    width: Math.round(frame.width * scale),
    height: Math.max(1, Math.round(frame.height * scale)),
  };
  const scaled = await rawPicture(masked).then((whole) =>
    whole.resize(size.width, size.height, { fit: 'fill' }),
  );
  return await (await rawPicture(scaled))
    .composite([{ input: Buffer.from(frameOverlay(subject, scale, size)), left: 0, top: 0 }])
    .jpeg({ quality: jpegQuality })
    .toBuffer();
}

/** sharp applies its operations in an order of its own; going through pixels keeps ours. */
export async function rawPicture(image: Sharp): Promise<Sharp> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
}

export async function pixelate(frame: Frame, region: Box): Promise<OverlayOptions | null> {
  const inside = clipBox(region, frame);
  const left = Math.floor(inside.x1);
  const top = Math.floor(inside.y1);
  const width = Math.ceil(inside.x2) - left;
  const height = Math.ceil(inside.y2) - top;
  if (width < 1 || height < 1) return null;
  const small = await picture(frame)
    .extract({ left, top, width, height })
    .resize(Math.min(width, squaresAcross), Math.min(height, squaresAcross), {
      fit: 'fill',
      kernel: 'linear',
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { data, info } = await sharp(small.data, {
    raw: { width: small.info.width, height: small.info.height, channels: 3 },
  })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { input: data, raw: { width: info.width, height: info.height, channels: 3 }, left, top };
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
