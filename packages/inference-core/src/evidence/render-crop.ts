import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth, clipBox } from '../box.ts';
import type { Frame } from '../frame.ts';
import { picture } from '../preprocess/pixels.ts';
import { pixelate, rawPicture, type ThumbnailContent } from './render-thumbnail.ts';

/** Side of the crop as a multiple of the subject's longer side: what somebody does shows in the surroundings, too. */
const cropScale = 1.6;
/** Longer sides are scaled down to this, pixels. */
const maxSide = 512;
const jpegQuality = 85;

/** Renders the surroundings of a subject as a JPEG, with heads pixelated. The same input gives the same bytes. */
export async function renderCrop(frame: Frame, { subject, blurred }: ThumbnailContent): Promise<Uint8Array> {
  const patches = await Promise.all(blurred.map((region) => pixelate(frame, region)));
  const masked = picture(frame).composite(patches.filter((patch) => patch !== null));
  return await (await rawPicture(masked))
    .extract(region(subject, frame))
    .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: jpegQuality })
    .toBuffer();
}

/** Whole pixels, inside the frame, never empty. */
function region(subject: Box, frame: Frame) {
  const { x, y } = boxCenter(clipBox(subject, frame));
  const half = (cropScale * Math.max(boxWidth(subject), boxHeight(subject))) / 2;
  const around = clipBox({ x1: x - half, y1: y - half, x2: x + half, y2: y + half }, frame);
  const left = Math.min(Math.floor(around.x1), frame.width - 1);
  const top = Math.min(Math.floor(around.y1), frame.height - 1);
  return {
    left,
    top,
    width: Math.max(1, Math.ceil(around.x2) - left),
    height: Math.max(1, Math.ceil(around.y2) - top),
  };
}
