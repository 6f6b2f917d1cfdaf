import { basename } from 'node:path';
import { type EventChanges, type NoRerun, type RerunVideo, rerunRules } from '@deepsentinel/batch-runner';
import {
  type AnalyzedVideo,
  listEmbedders,
  type OpenDatabase,
  streamAnalyzedVideos,
} from '@deepsentinel/db-schema';
import { contextOfCamera, type StoreContext } from '@deepsentinel/inference-core';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { openQueryEmbedder } from '../open-query-embedder.ts';
import { changeTable } from '../results/change-table.ts';
import { findVideo } from '../results/find-video.ts';
import { openResults } from '../results-database.ts';
import { readStoreFile } from '../store/read-store-file.ts';
import { checkStore, type StoreOptions } from '../store/store-options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addModelOptions, type ModelOptions } from './model-options.ts';

interface RerunOptions extends StoreOptions, ModelOptions {
  readonly video?: string;
  readonly config?: string;
  readonly dryRun?: true;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel rules`, which runs the rules of analyzed videos again. */
export function addRulesCommand(program: Command, terminal: Terminal): void {
  const rules = program.command('rules').description('Run rules again after zones, hours or limits changed');
  const rerun = rules
    .command('rerun')
    .description('Propose events anew over what analyses saved, without models of people and without footage')
    .option('--video <video>', 'only this video, by file name, path or id')
    .option('--store <id>', 'all videos of this store')
    .option('--camera <id>', 'only this camera of the store')
    .option('--dry-run', 'only show what would change')
    .option('--config <file>', 'try this configuration instead of the saved one; with --dry-run')
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON instead of tables');
  addModelOptions(rerun).action(async (options: RerunOptions) => {
    checkOptions(options);
    const store = options.config === undefined ? undefined : await configuredStore(options.config);
    await using database = await openResults(options.db);
    const { db } = database;
    await checkStore(db, options);
    const videoId = options.video === undefined ? undefined : await findVideo(db, options.video);
    await using embedders = await openQueryEmbedder(options);
    const { embedder } = embedders;
    await noteOtherEmbedders(db, embedder.name, terminal);
    const rerunOptions = { embedder, dryRun: options.dryRun ?? false, store };
    const outcomes: ReturnType<typeof reported>[] = [];
    const filter = { videoId, storeId: options.store, cameraId: options.camera };
    for await (const video of streamAnalyzedVideos(db, filter)) {
      terminal.signal.throwIfAborted();
      const result = await rerunRules(db, video.videoId, rerunOptions);
      if (typeof result === 'string') terminal.note(`${basename(video.key)}: ${reasons[result]}`);
      else if (options.json) outcomes.push(reported(video, result));
      else printChanges(video, result, terminal);
    }
    if (options.json) terminal.print(JSON.stringify(outcomes, null, 2));
  });
}

function checkOptions({ video, store, camera, config, dryRun }: RerunOptions): void {
  if (video === undefined && store === undefined && camera === undefined) {
    throw new InputError('rules rerun: say which videos, by --video or --store');
  }
  if (config !== undefined && !dryRun) {
    throw new InputError('--config needs --dry-run; `sentinel store set` saves a configuration');
  }
}

/** Makes the store of a video from a file, which need not be saved. */
async function configuredStore(file: string): Promise<(video: RerunVideo) => StoreContext> {
  const configuration = await readStoreFile(file);
  const isNamed = (cameraId: string | null) => configuration.cameras.some(({ id }) => id === cameraId);
  return ({ cameraId, recordedAt }) =>
    contextOfCamera(configuration, isNamed(cameraId) ? cameraId : null, recordedAt?.toISOString() ?? null);
}

/** Says so when new events could not be compared with those there are. */
async function noteOtherEmbedders(db: OpenDatabase['db'], name: string, terminal: Terminal): Promise<void> {
  const others = (await listEmbedders(db, {}))
    .map(({ embeddedBy }) => embeddedBy)
    .filter((one) => one !== name);
  if (others.length === 0) return;
  const names = [...new Set(others)].join(', ');
  terminal.note(
    `there are events embedded by ${names}; new ones are embedded by ${name}: give --models the pack of the analysis`,
  );
}

const reasons: Readonly<Record<NoRerun, string>> = {
  'not-analyzed': 'left alone: its analysis is not complete',
  'no-observations': 'left alone: an earlier release analyzed it and saved no observations; analyze it again',
  'pictures-changed':
    'left alone: rotation or aspect ratio of its camera has changed, so nobody is where he was; analyze it again',
};

function printChanges({ key }: AnalyzedVideo, changes: EventChanges, terminal: Terminal): void {
  const { added, gone, changed, unchanged } = changes;
  const counts = `${added.length} new, ${gone.length} gone, ${changed.length} changed, ${unchanged} unchanged`;
  terminal.print(`${basename(key)}: ${counts}`);
  if (added.length + gone.length + changed.length > 0) terminal.print(changeTable(changes));
}

/** Makes the JSON of a video's changes. */
function reported({ videoId, key }: AnalyzedVideo, { added, gone, changed, unchanged }: EventChanges) {
  return {
    videoId,
    video: key,
    new: added.map(withoutVectors),
    gone: gone.map(withoutVectors),
    changed: changed.map(({ before, after }) => ({
      before: withoutVectors(before),
      after: withoutVectors(after),
    })),
    unchanged,
  };
}

function withoutVectors({ embedding: _, imageEmbedding: _image, ...event }: EventChanges['added'][number]) {
  return event;
}
