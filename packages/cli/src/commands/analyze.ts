import { analysisSettingsSchema, maxRateRatio } from '@deepsentinel/inference-core';
import type { Command } from 'commander';
import { analyzeFile } from '../analyze/analyze-file.ts';
import { fpsValue, momentValue } from '../option-values.ts';
import { databaseLocation, defaultOutputDirectory } from '../places.ts';
import type { PlaceOptions } from '../store/known-place.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addModelOptions, type ModelOptions } from './model-options.ts';

const { activeFps: defaultActiveFps } = analysisSettingsSchema.parse({});

interface AnalyzeCommandOptions extends ModelOptions, PlaceOptions {
  readonly fps?: number;
  readonly idleFps?: number;
  readonly json?: string;
  readonly db?: string;
  readonly out: string;
  readonly blur: boolean;
  readonly recordedAt?: Date;
}

/** `sentinel analyze`: one video into the database. */
export function addAnalyzeCommand(program: Command, terminal: Terminal): void {
  const command: Command = program
    .command('analyze')
    .description(
      'Analyse a video and store who was seen and what happened; an interrupted analysis is resumed',
    )
    .argument('<video>', 'video file')
    .option(
      '--fps <n>',
      'look at n frames a second throughout (default: 1, and 5 while people are in view)',
      fpsValue,
    )
    .option('--idle-fps <n>', 'look at n frames a second while nobody is in view', fpsValue)
    .option('--json <file>', 'write video, tracks, events and stats as JSON, too')
    .option('--db <url or directory>', 'database (default: $DATABASE_URL, else that of ./sentinel-cloud)')
    .option('--out <directory>', 'where thumbnails go, in a folder for the video', defaultOutputDirectory)
    .option('--no-blur', 'leave faces in thumbnails recognisable')
    .option(
      '--recorded-at <moment>',
      'when the video starts, for instance 2026-05-01T14:03:00+02:00',
      momentValue,
    )
    .option('--store <id>', 'the store that it shows, as `sentinel store set` made it known')
    .option('--camera <id>', 'the camera of the store');
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
        settings: { ...sampling, blurFaces: options.blur },
        models: options,
        place: options,
        database: databaseLocation(options.db),
        outputDirectory: options.out,
        json: options.json,
        recordedAt: options.recordedAt,
      },
      terminal,
    );
  });
}
