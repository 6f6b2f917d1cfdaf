import {
  type Analyzer,
  analyzeVideo,
  blurRegions,
  decodeVideo,
  type Frame,
  headFinder,
} from '@deepsentinel/inference-core';
import { atConstantRate, constantRate } from '../annotate/constant-rate.ts';
import { FrameNotesFile, notesOf } from '../annotate/frame-notes.ts';
import { neighborsInTime, notesBetween } from '../annotate/notes-between.ts';
import { writeVideo } from '../annotate/video-writer.ts';
import type { ClipPiece } from './clip-plan.ts';
import type { Footage } from './footage.ts';

/** A piece of a clip with its footage. */
export interface OpenPiece extends ClipPiece {
  readonly footage: Footage;
}

export interface BlurOptions {
  readonly analyzer: Analyzer;
  readonly signal: AbortSignal;
}

/** Rate at which people and faces are looked for, frames per second; in between, heads move in straight lines. */
const searchedFps = 5;
/** Time searched before and after a piece, so that all of its frames lie between searched ones, milliseconds. */
const searchedAroundMs = 2000 / searchedFps;

/**
 * Writes a clip in which no head can be recognized, without sound: people and faces are looked for in the pictures of the
 * clip, whatever the analysis found.
 *
 * @throws {VideoError} footage cannot be decoded
 * @throws {OutputError} the file cannot be written
 */
export async function writeBlurredClip(
  path: string,
  pieces: readonly OpenPiece[],
  options: BlurOptions,
): Promise<void> {
  const { info } = pieces[0]!.footage;
  const { width, height } = info;
  const fps = constantRate(info);
  await writeVideo(path, { width, height, fps }, blurredPictures(pieces, fps, options));
}

async function* blurredPictures(
  pieces: readonly OpenPiece[],
  fps: number,
  options: BlurOptions,
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    await using notes = await FrameNotesFile.create();
    await noteHeads(piece, notes, options);
    yield* atConstantRate(blurredFrames(piece, { notes, fps, signal: options.signal }), fps, piece.fromMs);
  }
}

/** Looks for people and faces in a piece and a little around it. */
async function noteHeads(
  piece: OpenPiece,
  notes: FrameNotesFile,
  { analyzer, signal }: BlurOptions,
): Promise<void> {
  const findHeads = headFinder(analyzer.stages(null).searchFaces);
  const around = { fromMs: piece.fromMs - searchedAroundMs, toMs: piece.toMs + searchedAroundMs };
  const frames = framesOf({ ...piece, ...around }, searchedFps, signal);
  const analysis = analyzeVideo(frames, analyzer, {
    ...{ activeFps: searchedFps, idleFps: searchedFps, rules: [], signal },
    onFrame: async (analyzed) => await notes.add(await notesOf(analyzed, findHeads)),
  });
  for await (const _ of analysis);
}

async function* blurredFrames(
  piece: OpenPiece,
  {
    notes,
    fps,
    signal,
  }: { readonly notes: FrameNotesFile; readonly fps: number; readonly signal: AbortSignal },
): AsyncGenerator<Frame> {
  const neighbors = neighborsInTime(notes.read());
  for await (const frame of framesOf(piece, fps, signal)) {
    const { heads } = notesBetween(await neighbors(frame.timeMs), frame.timeMs);
    yield heads.length > 0 ? await blurRegions(frame, heads) : frame;
  }
}

/** Decodes the frames of a piece. */
async function* framesOf(
  { footage: { source, info }, fromMs, toMs }: Pick<OpenPiece, 'footage' | 'fromMs' | 'toMs'>,
  sampleFps: number,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const afterMs = fromMs > 0 ? fromMs - 1 : undefined;
  for await (const frame of decodeVideo(source, { info, sampleFps, afterMs, signal }).frames) {
    if (frame.timeMs > toMs) return;
    yield frame;
  }
}
