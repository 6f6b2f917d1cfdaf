import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import {
  type AnalyzedFrame,
  type Box,
  cocoKeypoints,
  headRegions,
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
  /** Regions with heads and faces, of people without a track too. */
  readonly heads: readonly Box[];
}

/** Joints below this confidence are not drawn, 0..1. */
const minJointConfidence = 0.3;

/** Selects from an analyzed frame what is drawn. */
export function notesOf({ frame, persons, faces, tracks }: AnalyzedFrame): FrameNotes {
  return {
    timeMs: frame.timeMs,
    people: tracks.map(({ trackId, person: { box, pose } }) => ({
      trackId,
      box,
      skeleton: pose ? skeletonOf(pose) : {},
    })),
    heads: headRegions(
      [...persons, ...tracks.map(({ person }) => person)],
      (faces ?? []).map(({ box }) => box),
    ),
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
