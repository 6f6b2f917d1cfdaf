import {
  type BlurRegion,
  blurRegions,
  decodeVideo,
  type Frame,
  type VideoInfo,
} from '@deepsentinel/inference-core';
import sharp from 'sharp';
import { annotationSvg } from './annotation-svg.ts';
import type { Captions } from './captions.ts';
import { atConstantRate, constantRate } from './constant-rate.ts';
import type { FrameNotes } from './frame-notes.ts';
import { type LabelFont, loadLabelFont } from './label-font.ts';
import { neighborsInTime, notesBetween } from './notes-between.ts';
import { writeVideo } from './video-writer.ts';

export interface AnnotatedVideo {
  readonly source: string;
  readonly info: VideoInfo;
  /** Notes of all analyzed frames, ascending in time. */
  readonly notes: AsyncIterable<FrameNotes>;
  readonly captions: Captions;
  /** Whether heads are made unrecognizable. */
  readonly blurFaces: boolean;
  readonly signal: AbortSignal;
}

/**
 * Writes a copy of an analyzed video, without sound, into which boxes, joints, names and events are drawn. Between
 * analyzed frames people are drawn where they must have been.
 *
 * @param path of the MP4 file
 * @throws {VideoError} the source cannot be decoded
 * @throws {OutputError} the file cannot be written
 */
export async function annotateVideo(path: string, video: AnnotatedVideo): Promise<void> {
  const { width, height } = video.info;
  const fps = constantRate(video.info);
  const font = await loadLabelFont();
  await writeVideo(path, { width, height, fps }, atConstantRate(annotatedFrames(video, fps, font), fps));
}

async function* annotatedFrames(
  { source, info, notes, captions, blurFaces, signal }: AnnotatedVideo,
  fps: number,
  font: LabelFont,
): AsyncGenerator<Frame> {
  const neighbors = neighborsInTime(notes);
  const { frames } = decodeVideo(source, { info, sampleFps: fps, signal });
  for await (const frame of frames) {
    const { people, heads } = notesBetween(await neighbors(frame.timeMs), frame.timeMs);
    const labeled = people.map((person) => ({
      ...person,
      label: captions.labelOf(person.trackId, frame.timeMs),
    }));
    const banners = captions.bannersAt(frame.timeMs);
    yield await draw(frame, annotationSvg({ people: labeled, banners }, frame, font), blurFaces ? heads : []);
  }
}

async function draw(frame: Frame, svg: string, blurred: readonly BlurRegion[]): Promise<Frame> {
  const { data, width, height } = blurRegions(frame, blurred);
  const drawn = sharp(data, { raw: { width, height, channels: 3 } }).composite([{ input: Buffer.from(svg) }]);
  return { ...frame, data: await drawn.removeAlpha().raw().toBuffer() };
}
