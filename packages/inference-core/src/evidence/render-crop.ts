import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth, clipBox } from '../box.ts';
import type { Frame } from '../frame.ts';
import { picture } from '../preprocess/pixels.ts';
import type { FrameView } from './face-search.ts';
import { blurRegions } from './pixelate.ts';
import type { ThumbnailContent } from './render-thumbnail.ts';

/** Side of the crop as a multiple of the subject's longer side: what somebody does shows in the surroundings, too. */
const cropScale = 1.6;
/** Longer sides are scaled down to this, pixels. */
const maxSide = 512;
const jpegQuality = 85;

/** Renders the surroundings of a subject as a JPEG, with heads pixelated. The same input gives the same bytes. */
export async function renderCrop(frame: Frame, { subject, blurred }: ThumbnailContent): Promise<Uint8Array> {
  const { x1, y1, x2, y2 } = cropView(subject, frame).box;
  return await picture(blurRegions(frame, blurred))
    .extract({ left: x1, top: y1, width: x2 - x1, height: y2 - y1 })
    .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: jpegQuality })
    .toBuffer();
}

/** What a crop shows of a frame: whole pixels, never none. */
export function cropView(subject: Box, frame: Frame): FrameView {
  const { x, y } = boxCenter(clipBox(subject, frame));
  const half = (cropScale * Math.max(boxWidth(subject), boxHeight(subject))) / 2;
  const around = clipBox({ x1: x - half, y1: y - half, x2: x + half, y2: y + half }, frame);
  const x1 = Math.min(Math.floor(around.x1), frame.width - 1);
  const y1 = Math.min(Math.floor(around.y1), frame.height - 1);
  const box = {
    x1,
    y1,
    x2: Math.max(x1 + 1, Math.ceil(around.x2)),
    y2: Math.max(y1 + 1, Math.ceil(around.y2)),
  };
  return { box, scale: Math.min(1, maxSide / Math.max(boxWidth(box), boxHeight(box))) };
}
