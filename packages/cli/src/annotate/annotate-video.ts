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
import type { FrameNotes } from './frame-notes.ts';
import { type LabelFont, loadLabelFont } from './label-font.ts';
import { type NeighboringNotes, notesBetween } from './notes-between.ts';
import { writeVideo } from './video-writer.ts';

/** Frame rates of annotated videos, frames per second: whole numbers that every player takes. */
const maxFps = 30;
const defaultFps = 25;

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
  const { width, height, averageFps } = video.info;
  const fps = Math.min(maxFps, Math.max(1, Math.round(averageFps ?? defaultFps)));
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

/** Finds the notes around times that only ascend. */
function neighborsInTime(notes: AsyncIterable<FrameNotes>): (timeMs: number) => Promise<NeighboringNotes> {
  const iterator = notes[Symbol.asyncIterator]();
  let before: FrameNotes | null = null;
  let after: FrameNotes | null | undefined;
  return async (timeMs) => {
    if (after === undefined) after = await nextOf(iterator);
    while (after && after.timeMs <= timeMs) {
      before = after;
      after = await nextOf(iterator);
    }
    return { before, after };
  };
}

async function nextOf(iterator: AsyncIterator<FrameNotes>): Promise<FrameNotes | null> {
  const { done, value } = await iterator.next();
  return done ? null : value;
}

/** Repeats or drops frames so that each is shown at its time at a constant rate. */
async function* atConstantRate(frames: AsyncIterable<Frame>, fps: number): AsyncGenerator<Uint8Array> {
  let shown = 0;
  let last: Frame | null = null;
  for await (const frame of frames) {
    for (; last && (shown * 1000) / fps < frame.timeMs - 500 / fps; shown += 1) yield last.data;
    last = frame;
  }
  if (last) yield last.data;
}
