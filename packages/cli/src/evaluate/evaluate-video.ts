import { readFile } from 'node:fs/promises';
import { parseMot15 } from '@deepsentinel/evaluation';
import { probeVideo } from '@deepsentinel/inference-core';
import type { ModelOptions } from '../commands/model-options.ts';
import { InputError } from '../errors.ts';
import { choosePack, loadAnalyzer } from '../open-analyzer.ts';
import { progressView } from '../terminal/progress-view.ts';
import { renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { collectDetections } from './collect-detections.ts';
import { publishFigures } from './publish-figures.ts';
import { scoreVideo, type VideoFigures } from './score-video.ts';

export interface EvaluateVideoOptions extends ModelOptions {
  readonly video: string;
  /** File of labels in the format of MOTChallenge 2015. */
  readonly gt: string;
  /** Angle of the camera below the horizon, degrees. */
  readonly cameraAngle: number;
  readonly fps?: number;
  /** Confidence from which detections are evaluated, 0..1. */
  readonly minConfidence: number;
  readonly json?: string | true;
}

/** Analyzes a video and compares persons, tracks and orientations with its labels. */
export async function evaluateVideo(options: EvaluateVideoOptions, terminal: Terminal): Promise<void> {
  const { signal } = terminal;
  const labels = await readLabels(options.gt);
  const { averageFps } = await probeVideo(options.video, { signal });
  if (averageFps === null) {
    throw new InputError(`${options.video}: the container states no frame rate, so labels cannot be matched`);
  }
  await using analyzer = await loadAnalyzer((await choosePack(options)).pack);
  const progress = progressView(terminal.noteStream);
  const sampleFps = options.fps ?? Math.min(averageFps, 60);
  const detections = await collectDetections(options.video, analyzer, {
    sampleFps,
    minDetectorConfidence: options.minConfidence,
    labelFps: averageFps,
    progress,
    signal,
  }).finally(progress.end);
  if (detections.truncated)
    terminal.note(`${options.video}: the file is truncated; evaluated as far as it goes`);
  const verticalStretch = 1 / Math.sin((options.cameraAngle * Math.PI) / 180);
  const figures = naming(options.gt, () =>
    scoreVideo(labels, detections, { labelFps: averageFps, verticalStretch }),
  );
  await publishFigures(figures, { json: options.json, text: () => describe(figures), terminal });
}

async function readLabels(path: string) {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new InputError(`${path}: ${cause.message}`, { cause });
  });
  return naming(path, () => parseMot15(text));
}

/** Runs a step, and puts the name of the file into the message of its error. */
function naming<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw new InputError(`${path}: ${(cause as Error).message}`, { cause });
  }
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function describe(figures: VideoFigures): string {
  const rows: [name: string, combined: string, detector: string][] = [
    ['AP@0.5', figures.ap50.toFixed(3), figures.ap50Detector.toFixed(3)],
    ['best F1', figures.bestF1.toFixed(3), figures.bestF1Detector.toFixed(3)],
    ['precision', figures.precision.toFixed(3), ''],
    ['recall', figures.recall.toFixed(3), ''],
    ['MOTA', figures.mota.toFixed(3), ''],
    ['MOTP', figures.motp.toFixed(3), ''],
    ['IDF1', figures.idf1.toFixed(3), ''],
    ['ID switches', String(figures.idSwitches), ''],
    ['orientation within 45 degrees', percent(figures.orientationWithin45), ''],
    ['orientation, median error', `${figures.orientationMedianError?.toFixed(0) ?? '-'} degrees`, ''],
    ['orientations compared', String(figures.orientationObservations), ''],
    ['frames', String(figures.frames), ''],
    ['frames per second', figures.framesPerSecond.toFixed(1), ''],
  ];
  return renderTable(
    [
      { heading: '', cell: ([name]) => name },
      { heading: 'With joints', align: 'right', cell: ([, combined]) => combined },
      { heading: 'Detector alone', align: 'right', cell: ([, , detector]) => detector },
    ],
    rows,
  );
}
