import type { Command } from 'commander';
import { type EvaluateEventsOptions, evaluateEvents } from '../evaluate/evaluate-events.ts';
import { type EvaluateVideoOptions, evaluateVideo } from '../evaluate/evaluate-video.ts';
import { confidenceValue, degreesValue, fpsValue } from '../option-values.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addModelOptions } from './model-options.ts';

interface EvaluateOptions extends Partial<EvaluateVideoOptions>, Partial<EvaluateEventsOptions> {
  readonly format: string;
  readonly cameraAngle: number;
  readonly minConfidence: number;
}

/** `sentinel evaluate`: how right the analysis is on labeled footage. Nothing is saved. */
export function addEvaluateCommand(program: Command, terminal: Terminal): void {
  const command: Command = program
    .command('evaluate')
    .description(
      'Measure accuracy on labeled footage: persons and tracks (--video, --gt), or events (--events)',
    )
    .option('--video <file>', 'the labeled video')
    .option('--gt <file>', 'labels of its persons: frame, id, left, top, width, height, flag')
    .option('--format <name>', 'format of the labels; mot15 is the only one so far', 'mot15')
    .option(
      '--camera-angle <degrees>',
      'of the camera below the horizon, to tell walking directions',
      degreesValue,
      20,
    )
    .option(
      '--events <csv>',
      'timed labels: video,type,start_seconds,end_seconds; videos relative to the file',
    )
    .option(
      '--fps <n>',
      'analyze exactly n frames a second (default: with --video all, with --events as analyze does)',
      fpsValue,
    )
    .option(
      '--min-confidence <c>',
      'with --video: evaluate detections from this confidence, so that AP sees its whole curve',
      confidenceValue,
      0.1,
    )
    .option('--json [file]', 'write the figures as JSON to the file, or print them in place of the tables');
  addModelOptions(command).action(async (options: EvaluateOptions) => {
    const { video, gt, events, format, ...rest } = options;
    if (format !== 'mot15') command.error(`error: --format ${format} is unknown; known is mot15`);
    if (events !== undefined && video === undefined && gt === undefined) {
      return await evaluateEvents({ ...rest, events }, terminal);
    }
    if (video === undefined || gt === undefined || events !== undefined) {
      command.error('error: give --video and --gt, or --events');
    }
    await evaluateVideo({ ...rest, video, gt }, terminal);
  });
}
