import { analysisSettingsSchema, maxRateRatio } from '@deepsentinel/inference-core';
import { type Command, Option } from 'commander';
import { analyzeFile } from '../analyze/analyze-file.ts';
import { fpsValue, momentValue, mp4Value } from '../option-values.ts';
import { databaseLocation, defaultOutputDirectory } from '../results-database.ts';
import type { StoreOptions } from '../store/store-options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addModelOptions, type ModelOptions } from './model-options.ts';

const { activeFps: defaultActiveFps } = analysisSettingsSchema.parse({});

interface AnalyzeCommandOptions extends ModelOptions, StoreOptions {
  readonly fps?: number;
  readonly idleFps?: number;
  readonly gating: 'auto' | 'off';
  readonly annotate?: string;
  readonly json?: string;
  readonly db?: string;
  readonly out: string;
  readonly blur: boolean;
  readonly recordedAt?: Date;
}

/** Adds `sentinel analyze`, which analyzes one file into the database. */
export function addAnalyzeCommand(program: Command, terminal: Terminal): void {
  const command: Command = program
    .command('analyze')
    .description('Analyze a video file and save people and events; resumes an interrupted analysis')
    .argument('<video>', 'video file')
    .option(
      '--fps <n>',
      'analyze n frames per second throughout (default: 5 while people are in view, else 1)',
      fpsValue,
    )
    .option('--idle-fps <n>', 'analyze n frames per second while nobody is in view', fpsValue)
    .addOption(
      new Option(
        '--gating <mode>',
        'pass over footage in which nothing happens without decoding it, where the packets tell; off decodes everything',
      )
        .choices(['auto', 'off'])
        .default('auto'),
    )
    .option(
      '--annotate <file>',
      'also write an MP4 copy of the video with boxes, joints, names and events drawn in',
      mp4Value,
    )
    .option('--json <file>', 'also write video, tracks, events and statistics to this file as JSON')
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option(
      '--out <directory>',
      'directory for thumbnails, in a folder for each video',
      defaultOutputDirectory,
    )
    .option('--no-blur', 'do not blur heads and faces in thumbnails and in the annotated video')
    .option(
      '--recorded-at <moment>',
      'start of the video, for instance 2026-05-01T14:03:00+02:00',
      momentValue,
    )
    .option('--store <id>', 'store that the video shows; `sentinel store set` adds stores')
    .option('--camera <id>', 'camera of the store');
  addModelOptions(command).action(async (file: string, options: AnalyzeCommandOptions) => {
    const { fps, idleFps = fps } = options;
    const activeFps = fps ?? defaultActiveFps;
    if (idleFps !== undefined && idleFps > activeFps) {
      command.error(`error: --idle-fps may not exceed --fps, which is ${activeFps}`);
    }
    if (idleFps !== undefined && idleFps * maxRateRatio < activeFps) {
      command.error(`error: --idle-fps must be at least a ${maxRateRatio}th of --fps, which is ${activeFps}`);
    }
    const sampling = { ...(fps && { activeFps: fps }), ...(idleFps && { idleFps }) };
    await analyzeFile(
      file,
      {
        settings: { ...sampling, gating: options.gating, blurFaces: options.blur },
        models: options,
        storeOptions: options,
        database: databaseLocation(options.db),
        outputDirectory: options.out,
        annotate: options.annotate,
        json: options.json,
        recordedAt: options.recordedAt,
      },
      terminal,
    );
  });
}
