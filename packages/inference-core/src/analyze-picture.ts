import type { AnalysisStage } from '@deepsentinel/queue-contracts';
import type { Analyzer } from './analyzer.ts';
import { decodePicture } from './decode/decode-picture.ts';
import { checkPixels } from './decode/frames-from-memory.ts';
import type { Detection, PersonDetection } from './detection.ts';
import type { Frame } from './frame.ts';
import type { AttributeSample } from './persons/estimators.ts';

/** Raw pixels: `data` is uint8 [height, width, 3], RGB, rows without padding. A `Frame` is a picture, too. */
export type Picture = Omit<Frame, 'timeMs'>;

/** Stages of the analysis of a picture. */
export interface AnalyzePictureOptions {
  /** Stages to run, of which `pose` and `attributes` apply to pictures; null for all that were loaded. */
  readonly stages?: readonly AnalysisStage[] | null;
}

/** Person in a picture. */
export interface PicturedPerson extends PersonDetection {
  /** Age and gender from one sample, less certain than the vote over a track; null when they cannot be estimated. */
  readonly attributes: AttributeSample | null;
}

/** Persons and faces of a picture; boxes and joints in its pixels. */
export interface PictureAnalysis {
  readonly width: number;
  readonly height: number;
  /** Persons of high confidence, the most confident first. */
  readonly persons: readonly PicturedPerson[];
  /** Faces; null when the detector does not find faces. */
  readonly faces: readonly Detection[] | null;
}

/**
 * Finds the persons in a single picture, with joints, posture, age and gender. Tracks and events need a video.
 *
 * @param source path or bytes of a JPEG or PNG, or raw pixels
 * @throws {VideoError} the picture cannot be read; `code` says why
 * @throws {RangeError} raw pixels do not fit their size
 * @throws {ModelPackError} a stage of the options has no model
 */
export async function analyzePicture(
  source: string | Uint8Array | Picture,
  analyzer: Analyzer,
  { stages: wanted = null }: AnalyzePictureOptions = {},
): Promise<PictureAnalysis> {
  const { detector, rescoreWithPose, estimateAttributes } = analyzer.stages(wanted);
  const frame = await frameOf(source);
  const [detections] = await detector.detect([await detector.prepare(frame)]);
  const candidates = await rescoreWithPose(frame, detections!);
  const persons = candidates
    .filter(({ highConfidence }) => highConfidence)
    .toSorted((a, b) => b.confidence - a.confidence);
  const attributes = (await estimateAttributes?.(frame, persons, candidates)) ?? [];
  return {
    width: frame.width,
    height: frame.height,
    persons: persons.map((person, index) => ({ ...person, attributes: attributes[index] ?? null })),
    faces: detections!.faces,
  };
}

async function frameOf(source: string | Uint8Array | Picture): Promise<Frame> {
  if (typeof source === 'string' || source instanceof Uint8Array) return await decodePicture(source);
  checkPixels('picture', source);
  return { ...source, timeMs: 0 };
}
