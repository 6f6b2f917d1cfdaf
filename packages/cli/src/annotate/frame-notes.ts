import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import {
  type AnalyzedFrame,
  type BlurRegion,
  type Box,
  cocoKeypoints,
  type HeadFinder,
  type KeypointName,
  type Pose,
} from '@deepsentinel/inference-core';

/** Joint positions in source-frame pixels; joints of low confidence are left out. */
export type Skeleton = Readonly<Partial<Record<KeypointName, readonly [x: number, y: number]>>>;

/** A tracked person in one analyzed frame. */
export interface NotedPerson {
  readonly trackId: number;
  readonly box: Box;
  readonly skeleton: Skeleton;
}

/** Findings of one analyzed frame that are drawn into the annotated video. */
export interface FrameNotes {
  readonly timeMs: number;
  readonly people: readonly NotedPerson[];
  /** Heads and faces, of people without a track and of people whom nobody detected, too. */
  readonly heads: readonly BlurRegion[];
}

/** Joints below this confidence are not drawn, 0..1. */
const minJointConfidence = 0.3;

/** Wider frames are searched for faces as if they had this width, pixels: finer squares would take too long. */
const searchedWidth = 1280;

/**
 * Selects from an analyzed frame what is drawn.
 *
 * @param findHeads null when nothing is blurred
 */
export async function notesOf(
  { frame, persons, faces, tracks }: AnalyzedFrame,
  findHeads: HeadFinder | null,
): Promise<FrameNotes> {
  const { width, height } = frame;
  const view = { box: { x1: 0, y1: 0, x2: width, y2: height }, scale: Math.min(1, searchedWidth / width) };
  const everybody = [...new Set([...persons, ...tracks.map(({ person }) => person)])];
  const shot = { frame, persons: everybody, faces: (faces ?? []).map(({ box }) => box) };
  return {
    timeMs: frame.timeMs,
    people: tracks.map(({ trackId, person: { box, pose } }) => ({
      trackId,
      box,
      skeleton: pose ? skeletonOf(pose) : {},
    })),
    heads: (await findHeads?.(shot, view)) ?? [],
  };
}

function skeletonOf(pose: Pose): Skeleton {
  const joints = cocoKeypoints
    .filter((name) => pose[name].confidence >= minJointConfidence)
    .map((name) => [name, [pose[name].x, pose[name].y]] as const);
  return Object.fromEntries(joints);
}

/** Notes of all analyzed frames in a temporary file, so that memory does not grow with the video. */
export class FrameNotesFile implements AsyncDisposable {
  readonly #directory: string;
  readonly #path: string;
  readonly #stream: WriteStream;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#path = join(directory, 'frames.jsonl');
    this.#stream = createWriteStream(this.#path);
  }

  static async create(): Promise<FrameNotesFile> {
    return new FrameNotesFile(await mkdtemp(join(tmpdir(), 'sentinel-annotate-')));
  }

  /** Appends the notes of the next frame. */
  async add(notes: FrameNotes): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(`${JSON.stringify(notes)}\n`, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Reads all notes in the order in which they were added; nothing can be added afterwards. */
  async *read(): AsyncGenerator<FrameNotes> {
    this.#stream.end();
    await finished(this.#stream);
    for await (const line of createInterface({ input: createReadStream(this.#path) })) yield JSON.parse(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.destroy();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
