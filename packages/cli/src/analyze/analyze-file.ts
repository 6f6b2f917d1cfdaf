import { basename, dirname, join, parse, resolve } from 'node:path';
import {
  describeLocalVideo,
  ensureWritableDirectory,
  type LocalVideo,
  runAnalysis,
  storeContext,
  thumbnailDirectory,
  writeOutput,
} from '@deepsentinel/batch-runner';
import {
  findRecording,
  type NewVideo,
  type OpenDatabase,
  openDatabase,
  registerVideo,
} from '@deepsentinel/db-schema';
import {
  type AnalysisSettings,
  type Analyzer,
  correctPictures,
  headFinder,
  rulesOff,
  type StoreContext,
} from '@deepsentinel/inference-core';
import { annotateVideo } from '../annotate/annotate-video.ts';
import { Captions } from '../annotate/captions.ts';
import { FrameNotesFile, notesOf } from '../annotate/frame-notes.ts';
import type { ModelOptions } from '../commands/model-options.ts';
import { choosePack, loadAnalyzer, packNotes } from '../open-analyzer.ts';
import { checkStore, type StoreOptions } from '../store/store-options.ts';
import { videoClock } from '../terminal/clock.ts';
import { counted, progressView } from '../terminal/progress-view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type AnalysisReport, loadReport } from './analysis-report.ts';
import { summarize } from './summary.ts';

/** A file, the models to analyze it with, and the locations of the results. */
export interface AnalyzeFileOptions {
  readonly settings: Partial<AnalysisSettings>;
  readonly models: ModelOptions;
  readonly storeOptions: StoreOptions;
  /** Directory or URL of the database. */
  readonly database: string;
  /** Directory in which the thumbnails get a folder named after the video. */
  readonly outputDirectory: string;
  /** MP4 file for a copy of the video with the findings drawn in; none unless given. */
  readonly annotate?: string | undefined;
  /** File for the report; none unless given. */
  readonly json?: string | undefined;
  readonly recordedAt?: Date | undefined;
}

/**
 * Analyzes a file into the database, and prints what was found and where it is. The video and the models are checked
 * before anything is created.
 */
export async function analyzeFile(
  file: string,
  options: AnalyzeFileOptions,
  terminal: Terminal,
): Promise<void> {
  const { recordedAt, models, storeOptions, database: location, outputDirectory } = options;
  const { signal } = terminal;
  const video = await describeLocalVideo(file, { recordedAt, signal });
  const { pack } = await choosePack(models);
  for (const note of packNotes(pack)) terminal.note(note);
  await using analyzer = await loadAnalyzer(pack);
  await using database = await openDatabase(location);
  await checkStore(database.db, storeOptions);
  signal.throwIfAborted();

  const json = options.json && resolve(options.json);
  if (json) await ensureWritableDirectory(dirname(json));
  const annotated = options.annotate && resolve(options.annotate);
  if (annotated) await ensureWritableDirectory(dirname(annotated));
  const thumbnails = join(resolve(outputDirectory), folderOf(video));
  const registration = { ...video.registration, storeId: storeOptions.store, cameraId: storeOptions.camera };
  const store = await storeOf(database.db, registration);
  for (const rule of store ? rulesOff(store) : []) terminal.note(`rule off: ${rule}`);
  const settings = { ...options.settings, store };
  await using notes = annotated ? await FrameNotesFile.create() : null;
  const job = { db: database.db, analyzer, thumbnails, settings, notes };
  const info = store ? correctPictures(video.info, store.pictures) : video.info;
  const { width, height } = info;
  const corrected = { ...video, info, registration: { ...registration, width, height } };
  const report = await analyze(corrected, job, terminal);
  if (json) await writeOutput(json, `${JSON.stringify(report, null, 2)}\n`);
  if (annotated)
    await annotate(
      annotated,
      { video: corrected, report, notes: notes!, blurFaces: options.settings.blurFaces ?? true },
      terminal,
    );
  terminal.print(summarize(report));
  terminal.print(`thumbnails: ${thumbnails}`);
  terminal.print(`database: ${database.name}`);
  if (json) terminal.print(`JSON: ${json}`);
  if (annotated) terminal.print(`annotated video: ${annotated}`);
}

/** Loads the context of the video's store, by the options of this command or by what was recorded before. */
async function storeOf(db: OpenDatabase['db'], registration: NewVideo): Promise<StoreContext | null> {
  const { storeId, ...recording } = await findRecording(db, await registerVideo(db, registration));
  return storeId === null ? null : await storeContext(db, { storeId, ...recording });
}

interface Job {
  readonly db: OpenDatabase['db'];
  readonly analyzer: Analyzer;
  /** Directory of the thumbnails. */
  readonly thumbnails: string;
  readonly settings: Partial<AnalysisSettings>;
  /** Takes what is to be drawn; null when nothing is. */
  readonly notes: FrameNotesFile | null;
}

async function analyze(
  video: LocalVideo,
  { db, analyzer, thumbnails, settings, notes }: Job,
  terminal: Terminal,
): Promise<AnalysisReport> {
  const store = await thumbnailDirectory(thumbnails);
  const startedAt = performance.now();
  const progress = progressView(terminal.noteStream);
  const findHeads = settings.blurFaces === false ? null : headFinder(analyzer.stages(null).searchFaces);
  const outcome = await runAnalysis({
    db,
    analyzer,
    source: video.path,
    registration: video.registration,
    thumbnails: store,
    settings,
    signal: terminal.signal,
    onResume: (fromMs) => terminal.note(`going on at ${videoClock(fromMs)}, where it was interrupted`),
    onProgress: progress.update,
    onFrame: notes ? async (analyzed) => await notes.add(await notesOf(analyzed, findHeads)) : undefined,
  }).finally(progress.end);
  const wallMs = performance.now() - startedAt;
  const [warning, ...others] = outcome.warnings;
  if (warning !== undefined) {
    const more = others.length > 0 ? ` (and ${counted(others.length, 'more warning')}, see --json)` : '';
    terminal.note(`${basename(video.path)}: ${warning}${more}`);
  }
  if (outcome.truncated) {
    terminal.note(`${basename(video.path)}: the file is truncated; analyzed as far as it goes`);
  }
  return await loadReport(db, { video, outcome, modelPack: analyzer.modelPack, wallMs });
}

interface Annotated {
  readonly video: LocalVideo;
  readonly report: AnalysisReport;
  readonly notes: FrameNotesFile;
  readonly blurFaces: boolean;
}

async function annotate(
  path: string,
  { video, report, notes, blurFaces }: Annotated,
  terminal: Terminal,
): Promise<void> {
  terminal.note('drawing the annotated video');
  await annotateVideo(path, {
    source: video.path,
    info: video.info,
    notes: notes.read(),
    captions: new Captions(report.tracks, report.events),
    blurFaces,
    signal: terminal.signal,
  });
}

/** Names the folder of a video's thumbnails, so that videos of the same name do not share one. */
function folderOf({ path, sha256 }: LocalVideo): string {
  return `${parse(path).name}-${sha256.slice(0, 8)}`;
}
