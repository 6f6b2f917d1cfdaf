import { basename, join, parse, resolve } from 'node:path';
import {
  describeLocalVideo,
  type LocalVideo,
  runAnalysis,
  thumbnailDirectory,
} from '@deepsentinel/batch-runner';
import { openDatabase } from '@deepsentinel/db-schema';
import type { AnalysisSettings } from '@deepsentinel/inference-core';
import { loadAnalyzer, openPack, packNotes } from '../open-analyzer.ts';
import { videoClock } from '../terminal/clock.ts';
import { progressView } from '../terminal/progress-view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type AnalysisReport, loadReport } from './analysis-report.ts';

/** Where a file's analysis takes its models from and puts its results. */
export interface AnalyzeFileOptions {
  readonly settings: Partial<AnalysisSettings>;
  /** Directory of a model pack; undefined for the embedded one. */
  readonly models: string | undefined;
  /** Directory or URL. */
  readonly database: string;
  /** Thumbnails come into a folder in it, named after the video. */
  readonly outputDirectory: string;
  readonly recordedAt: Date | undefined;
}

/** A finished analysis and where its results are. */
export interface FileAnalysis {
  readonly report: AnalysisReport;
  readonly thumbnails: string;
  /** For people: directory, or host and name. */
  readonly databaseName: string;
}

/** Analyses a file into the database. The video and the models are checked before anything is made. */
export async function analyzeFile(
  file: string,
  { settings, models, database: location, outputDirectory, recordedAt }: AnalyzeFileOptions,
  terminal: Terminal,
): Promise<FileAnalysis> {
  const { signal } = terminal;
  const startedAt = performance.now();
  const video = await describeLocalVideo(file, { recordedAt, signal });
  const pack = await openPack(models);
  for (const note of packNotes(pack)) terminal.note(note);
  const loading = loadAnalyzer(pack);
  // When the database cannot be opened, that is the failure to report.
  loading.catch(() => null);
  await using database = await openDatabase(location);
  await using analyzer = await loading;
  signal.throwIfAborted();
  const { db, name: databaseName } = database;
  const thumbnails = join(resolve(outputDirectory), folderOf(video));
  const store = await thumbnailDirectory(thumbnails);
  const progress = progressView(terminal.noteStream);
  const outcome = await runAnalysis({
    db,
    analyzer,
    source: video.path,
    registration: video.registration,
    thumbnails: store,
    settings,
    signal,
    onResume: (fromMs) => terminal.note(`going on at ${videoClock(fromMs)}, where it was interrupted`),
    onProgress: progress.update,
  }).finally(progress.end);
  if (outcome.truncated)
    terminal.note(`${basename(file)}: the file is truncated; analysed as far as it goes`);
  const wallMs = performance.now() - startedAt;
  const report = await loadReport(db, { video, outcome, modelPack: analyzer.modelPack, wallMs });
  return { report, thumbnails, databaseName };
}

/** Videos of the same name stay apart. */
function folderOf({ path, sha256 }: LocalVideo): string {
  return `${parse(path).name}-${sha256.slice(0, 8)}`;
}
