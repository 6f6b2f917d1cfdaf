import sharp from 'sharp';
import { VideoError } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { checkFile, minSidePixels } from './probe-video.ts';

/**
 * Decodes a JPEG or PNG, or the first picture of a WebP, GIF, TIFF or AVIF: rotated as its EXIF data says, in sRGB,
 * with transparent pixels on black.
 *
 * @param source path of a file, or its bytes
 * @returns a frame at time 0
 * @throws {VideoError} the picture cannot be read; `code` says why
 */
export async function decodePicture(source: string | Uint8Array): Promise<Frame> {
  const name = typeof source === 'string' ? source : 'picture';
  if (typeof source === 'string') await checkFile(source);
  else if (source.length === 0) throw new VideoError('empty', `${name}: holds no bytes`);
  const { data, width, height } = await decode(name, source);
  if (Math.min(width, height) >= minSidePixels) return { data, width, height, timeMs: 0 };
  const reason = `${width}x${height} pixels are too small; ${minSidePixels} a side are needed`;
  throw new VideoError('too-small', `${name}: ${reason}`);
}

async function decode(name: string, source: string | Uint8Array): Promise<Omit<Frame, 'timeMs'>> {
  try {
    const { data, info } = await sharp(source)
      .autoOrient()
      .flatten()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (cause) {
    throw new VideoError(
      'unreadable',
      `${name}: not a picture that can be read (${(cause as Error).message})`,
      {
        cause,
      },
    );
  }
}
