import { dirname, resolve } from 'node:path';
import { ensureWritableDirectory } from '@deepsentinel/batch-runner';
import type { OpenDatabase } from '@deepsentinel/db-schema';
import { findClipOfEvent, findClipOfVisit, visitIdOf, type WantedClip } from '@deepsentinel/results-api';
import type { Command } from 'commander';
import { type ClipJob, makeClip } from '../clip/make-clip.ts';
import { InputError } from '../errors.ts';
import { choosePack, loadAnalyzer } from '../open-analyzer.ts';
import { durationValue, mp4Value } from '../option-values.ts';
import { findVideo } from '../results/find-video.ts';
import { openResults } from '../results-database.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addModelOptions, type ModelOptions } from './model-options.ts';

interface ClipOptions extends ModelOptions {
  readonly video?: string;
  readonly out: string;
  readonly longest: number;
  readonly clear?: true;
  readonly deployment?: string;
  readonly db?: string;
}

/** Adds `sentinel clip`, which cuts a short video of a visit or an event. */
export function addClipCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('clip')
    .description('Cut a short video of a visit or an event, without sound, heads blurred')
    .argument(
      '<visit or event>',
      'id of a visit; or with --video the number of a person, or the id of an event',
    )
    .option('--video <video>', 'video of the person or the event, by file name, path or id')
    .option('--out <file.mp4>', 'the clip', mp4Value, 'clip.mp4')
    .option('--longest <duration>', 'of a longer visit, show only begin and end', durationValue, 60_000)
    .option('--clear', 'show people as they are, cut without encoding again from the key frame before')
    .option('--deployment <file>', 'deployment whose bucket holds the footage (default: the local cloud)')
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    );
  addModelOptions(command).action(async (wanted: string, options: ClipOptions) => {
    await using database = await openResults(options.db);
    const clip = await wantedClip(database.db, wanted, options.video);
    const path = resolve(options.out);
    await ensureWritableDirectory(dirname(path));
    const { longest: longestMs, deployment } = options;
    const job = { db: database.db, clip, longestMs, deployment, signal: terminal.signal };
    if (options.clear) await makeClip(path, job, null);
    else await makeBlurredClip(path, job, options);
    terminal.print(`clip: ${path}`);
  });
}

async function makeBlurredClip(path: string, job: ClipJob, models: ModelOptions): Promise<void> {
  const { pack } = await choosePack(models);
  await using analyzer = await loadAnalyzer(pack, ['pose', 'attributes']);
  await makeClip(path, job, analyzer);
}

/** @throws {InputError} there is no such visit or event */
async function wantedClip(
  db: OpenDatabase['db'],
  wanted: string,
  video: string | undefined,
): Promise<WantedClip> {
  const clip = video === undefined ? await findClipOfVisit(db, wanted) : await clipIn(db, wanted, video);
  if (clip) return clip;
  const place = video === undefined ? 'visit; visits --json shows their ids' : `person or event in ${video}`;
  throw new InputError(`${wanted}: no such ${place}`);
}

async function clipIn(db: OpenDatabase['db'], wanted: string, video: string): Promise<WantedClip | null> {
  const videoId = await findVideo(db, video);
  const isNumber = /^[1-9]\d{0,8}$/.test(wanted);
  if (!isNumber) return await findClipOfEvent(db, { videoId, eventId: wanted });
  return await findClipOfVisit(db, visitIdOf(videoId, Number(wanted)));
}
