import { resolve } from 'node:path';
import { writeOutput } from '@deepsentinel/batch-runner';
import type { Command } from 'commander';
import { analyzeFile } from '../analyze/analyze-file.ts';
import { summarise } from '../analyze/summary.ts';
import { fpsValue, momentValue } from '../option-values.ts';
import { databaseLocation, defaultOutputDirectory } from '../places.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface AnalyzeCommandOptions {
  readonly fps?: number;
  readonly scoutFps?: number;
  readonly json?: string;
  readonly db?: string;
  readonly out: string;
  readonly blur: boolean;
  readonly models?: string;
  readonly recordedAt?: Date;
}

/** `sentinel analyze`: one video into the database. */
export function addAnalyzeCommand(program: Command, terminal: Terminal): void {
  program
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
    .option('--scout-fps <n>', 'look at n frames a second while nobody is in view', fpsValue)
    .option('--json <file>', 'write video, tracks, events and stats as JSON, too')
    .option('--db <url or directory>', 'database (default: $DATABASE_URL, else ./sentinel-db)')
    .option('--out <directory>', 'where thumbnails go, in a folder for the video', defaultOutputDirectory)
    .option('--no-blur', 'leave faces in thumbnails recognisable')
    .option('--models <directory>', 'model pack (default: the embedded one)')
    .option(
      '--recorded-at <moment>',
      'when the video starts, for instance 2026-05-01T14:03:00+02:00',
      momentValue,
    )
    .action(async (file: string, options: AnalyzeCommandOptions) => {
      const { report, thumbnails, databaseName } = await analyzeFile(
        file,
        {
          settings: { ...samplingOf(options), blurFaces: options.blur },
          models: options.models,
          database: databaseLocation(options.db),
          outputDirectory: options.out,
          recordedAt: options.recordedAt,
        },
        terminal,
      );
      if (options.json !== undefined)
        await writeOutput(resolve(options.json), `${JSON.stringify(report, null, 2)}\n`);
      terminal.print(summarise(report));
      terminal.print(`thumbnails: ${thumbnails}`);
      terminal.print(`database: ${databaseName}`);
      if (options.json !== undefined) terminal.print(`JSON: ${resolve(options.json)}`);
    });
}

/** A rate that is given holds throughout, unless another one is given for stretches where nobody is in view. */
function samplingOf({ fps, scoutFps = fps }: AnalyzeCommandOptions) {
  return { ...(fps !== undefined && { activeFps: fps }), ...(scoutFps !== undefined && { scoutFps }) };
}
