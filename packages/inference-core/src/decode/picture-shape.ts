/** Clockwise rotation, degrees. */
export type Rotation = 0 | 90 | 180 | 270;

/** Pictures as a file stores them. */
export interface StoredPicture {
  readonly width: number;
  readonly height: number;
  /** Width of a pixel divided by its height; 1 when the file does not say, or says what no camera makes. */
  readonly pixelAspect: number;
  /** Rotation that the file asks for. */
  readonly rotationDegrees: Rotation;
}

/** What is known of a camera's pictures and its files may not say; null for what the file says. */
export interface PictureCorrection {
  readonly rotationDegrees: Rotation | null;
  /** Width to height of the upright picture, for instance `16:9`. */
  readonly aspectRatio: string | null;
}

/** Pictures as they are decoded: upright, with square pixels. */
export interface PictureShape {
  readonly width: number;
  readonly height: number;
  /** Rotation that makes the stored pictures upright. */
  readonly rotationDegrees: Rotation;
}

/** Maximum distortion by pixels that are not square; real ones stay below 3 (2CIF with 24:11, 1080N with 2:1). */
const maxPixelAspect = 4;
/** Distortion that nobody sees, as of pictures that were scaled to whole pixels; stretching would only blur them. */
const squareTolerance = 0.02;

/**
 * Computes size and rotation of the decoded pictures. They are stretched, never shrunk, so that no detail is lost.
 *
 * @param correction replaces what the file says
 */
export function pictureShape(
  stored: StoredPicture,
  { rotationDegrees: given, aspectRatio }: PictureCorrection = { rotationDegrees: null, aspectRatio: null },
): PictureShape {
  const rotationDegrees = given ?? stored.rotationDegrees;
  const isSideways = rotationDegrees === 90 || rotationDegrees === 270;
  const width = isSideways ? stored.height : stored.width;
  const height = isSideways ? stored.width : stored.height;
  const storedAspect = isSideways ? 1 / stored.pixelAspect : stored.pixelAspect;
  const pixelAspect = aspectRatio === null ? storedAspect : (ratioOf(aspectRatio) ?? 1) / (width / height);
  return {
    width: pixelAspect > 1 ? Math.round(width * pixelAspect) : width,
    height: pixelAspect < 1 ? Math.round(height / pixelAspect) : height,
    rotationDegrees,
  };
}

/** Parses the pixel aspect ratio of a file; 1 when it is unknown, absurd or nearly 1. */
export function pixelAspectOf(text: string | undefined): number {
  const ratio = ratioOf(text ?? '') ?? 1;
  const distortion = Math.max(ratio, 1 / ratio);
  return distortion > 1 + squareTolerance && distortion <= maxPixelAspect ? ratio : 1;
}

/** Parses `w:h`; null when it is no ratio. */
function ratioOf(text: string): number | null {
  const [width = 0, height = 0] = text.split(':').map(Number);
  return width > 0 && height > 0 ? width / height : null;
}
