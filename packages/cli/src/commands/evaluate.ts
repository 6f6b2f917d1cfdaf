import type { Command } from 'commander';
import { type EvaluateEventsOptions, evaluateEvents } from '../evaluate/evaluate-events.ts';
import { type EvaluateSuiteOptions, evaluateSuite } from '../evaluate/evaluate-suite.ts';
import { type EvaluateVideoOptions, evaluateVideo } from '../evaluate/evaluate-video.ts';
import { confidenceValue, degreesValue, fpsValue } from '../option-values.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addModelOptions } from './model-options.ts';

interface EvaluateOptions
  extends Partial<EvaluateVideoOptions>,
    Partial<EvaluateEventsOptions>,
    Partial<EvaluateSuiteOptions> {
  readonly format: string;
  readonly cameraAngle: number;
  readonly minConfidence: number;
}

/** Adds `sentinel evaluate`, which measures accuracy on labeled footage and saves nothing. */
export function addEvaluateCommand(program: Command, terminal: Terminal): void {
  const command: Command = program
    .command('evaluate')
    .description(
      'Measure accuracy on labeled footage: people and tracks (--video, --gt), events (--events), or both and more ' +
        'on several sequences (--suite)',
    )
    .option('--video <file>', 'labeled video')
    .option('--gt <file>', 'labels of its people: frame, id, left, top, width, height, flag')
    .option('--format <name>', 'format of the labels; only mot15 is supported', 'mot15')
    .option(
      '--camera-angle <degrees>',
      'angle of the camera below the horizon, which corrects walking directions',
      degreesValue,
      20,
    )
    .option(
      '--events <csv>',
      'labels of events: video,type,start_seconds,end_seconds; videos relative to this file',
    )
    .option('--suite <yaml>', 'list of labeled sequences: videos, people, states, events')
    .option('--footage <directory>', 'with --suite: folder of the videos (default: that of the suite)')
    .option('--only <name...>', 'with --suite: evaluate these sequences only')
    .option(
      '--fps <n>',
      'analyze n frames per second (default: all with --video, the same as analyze with --events)',
      fpsValue,
    )
    .option(
      '--min-confidence <c>',
      'with --video: lowest confidence of the detections that AP is computed from',
      confidenceValue,
      0.1,
    )
    .option('--json [file]', 'write the figures as JSON to this file, or print them instead of the tables');
  addModelOptions(command).action(async (options: EvaluateOptions) => {
    const { video, gt, events, suite, format, ...rest } = options;
    if (format !== 'mot15') command.error(`error: --format ${format} is unknown; known is mot15`);
    const given = [suite, events, video ?? gt].filter((source) => source !== undefined);
    if (given.length > 1) command.error('error: give --video and --gt, or --events, or --suite');
    if (suite !== undefined) return await evaluateSuite({ ...rest, suite }, terminal);
    if (events !== undefined) {
      return await evaluateEvents({ ...rest, events }, terminal);
    }
    if (video === undefined || gt === undefined) {
      command.error('error: give --video and --gt, or --events, or --suite');
    }
    await evaluateVideo({ ...rest, video, gt }, terminal);
  });
}
