import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseEventLabels, type TimedEvent } from '@deepsentinel/evaluation';
import type { ModelOptions } from '../commands/model-options.ts';
import { InputError } from '../errors.ts';
import { choosePack, loadAnalyzer } from '../open-analyzer.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { collectFindings } from './collect-findings.ts';
import { describeEvents } from './describe-events.ts';
import { publishFigures } from './publish-figures.ts';
import { scoreEvents } from './score-events.ts';

export interface EvaluateEventsOptions extends ModelOptions {
  /** CSV file of labels; its videos are relative to its folder. */
  readonly events: string;
  readonly fps?: number;
  readonly json?: string | true;
}

/** Analyzes all labeled videos and compares the events found with the labels. */
export async function evaluateEvents(options: EvaluateEventsOptions, terminal: Terminal): Promise<void> {
  const labels = await readLabels(options.events);
  await using analyzer = await loadAnalyzer((await choosePack(options)).pack);
  const reports = new Map<string, readonly TimedEvent[]>();
  const durationsMs = new Map<string, number>();
  for (const video of labels.keys()) {
    terminal.note(`analyzing ${video} (${reports.size + 1} of ${labels.size})`);
    const path = resolve(dirname(options.events), video);
    const settings = { fps: options.fps, store: null, signal: terminal.signal };
    const { events, durationMs } = await collectFindings(path, analyzer, settings);
    reports.set(
      video,
      events.map(({ type, startMs, endMs }) => ({ type, startMs, endMs })),
    );
    durationsMs.set(video, durationMs);
  }
  const figures = scoreEvents(labels, reports, durationsMs);
  await publishFigures(figures, { json: options.json, text: () => describeEvents(figures), terminal });
}

async function readLabels(path: string) {
  try {
    return parseEventLabels(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new InputError(`${path}: ${(cause as Error).message}`, { cause });
  }
}
