import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type LabeledPerson,
  parseEventLabels,
  parseMot15,
  parsePeopleLabels,
  parseStateLabels,
  peopleOfFrames,
  type StateLabel,
  type TimedEvent,
} from '@deepsentinel/evaluation';
import { contextOfCamera, probeVideo, type StoreContext } from '@deepsentinel/inference-core';
import { explainIssues } from '@deepsentinel/queue-contracts';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { readStoreFile, readYaml } from '../store/read-store-file.ts';

const file = z.string().min(1);

/** Sequences to evaluate and the files of their labels. */
const suiteSchema = z.strictObject({
  people: file.optional(),
  states: file.optional(),
  events: file.optional(),
  sequences: z
    .array(
      z
        .strictObject({
          name: z.string().trim().min(1),
          videos: z.array(file).min(1),
          /** Labels of the people in the only video, in the format of MOTChallenge 2015. */
          mot15: file.optional(),
          fps: z.number().positive().max(60).optional(),
          /** Configuration of a store with one camera. */
          store: file.optional(),
        })
        .refine(({ mot15, videos }) => mot15 === undefined || videos.length === 1, {
          path: ['mot15'],
          message: 'one file labels one video, but the sequence has several',
        }),
    )
    .min(1),
});

/** Footage that is evaluated together: a row of the tables. */
export interface Sequence {
  readonly name: string;
  readonly videos: readonly LabeledVideo[];
  /** Frames analyzed per second; undefined for what `analyze` does. */
  readonly fps: number | undefined;
  readonly store: StoreContext | null;
}

/** A video and its labels. */
export interface LabeledVideo {
  /** Name in the label files. */
  readonly name: string;
  readonly path: string;
  /** Empty unless people are labeled. */
  readonly people: readonly LabeledPerson[];
  readonly states: readonly StateLabel[];
  /** Undefined when events are not labeled; an empty list when there is none. */
  readonly events: readonly TimedEvent[] | undefined;
}

/**
 * Reads a suite and all its labels.
 *
 * @param path YAML or JSON; label files and stores are relative to its folder
 * @param footage folder that videos and MOT15 labels are relative to
 * @throws {InputError} a file is missing or malformed; the message names it and what is wrong
 */
export async function readSuite(path: string, footage: string): Promise<Sequence[]> {
  const { success, data, error } = suiteSchema.safeParse(await readYaml(path));
  if (!success) throw new InputError(`${path}: ${explainIssues(error)}`, { cause: error });
  const beside = (name: string) => resolve(dirname(path), name);
  const labels = {
    people: await readLabelFile(data.people && beside(data.people), parsePeopleLabels),
    states: await readLabelFile(data.states && beside(data.states), parseStateLabels),
    events: await readLabelFile(data.events && beside(data.events), parseEventLabels),
  };
  return await Promise.all(
    data.sequences.map(async ({ name, videos, mot15, fps, store }) => ({
      name,
      fps,
      store: store === undefined ? null : await readStore(beside(store)),
      videos: await Promise.all(
        videos.map(async (video) => ({
          name: video,
          path: resolve(footage, video),
          people: mot15
            ? await readMot15(resolve(footage, mot15), resolve(footage, video))
            : (labels.people.get(video) ?? []),
          states: labels.states.get(video) ?? [],
          events: labels.events.get(video),
        })),
      ),
    })),
  );
}

async function readLabelFile<T>(
  path: string | undefined,
  parse: (text: string) => Map<string, T>,
): Promise<Map<string, T>> {
  if (path === undefined) return new Map();
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new InputError(`${path}: ${(cause as Error).message}`, { cause });
  }
}

async function readMot15(path: string, video: string): Promise<LabeledPerson[]> {
  const { averageFps } = await probeVideo(video);
  if (averageFps === null) {
    throw new InputError(`${video}: the container states no frame rate, so labels cannot be matched`);
  }
  try {
    return peopleOfFrames(parseMot15(await readFile(path, 'utf8')), averageFps);
  } catch (cause) {
    throw new InputError(`${path}: ${(cause as Error).message}`, { cause });
  }
}

async function readStore(path: string): Promise<StoreContext> {
  const configuration = await readStoreFile(path);
  return contextOfCamera(configuration, configuration.cameras[0]?.id ?? null, null);
}
