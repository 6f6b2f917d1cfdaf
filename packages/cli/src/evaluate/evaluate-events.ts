import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseEventLabels, type TimedEvent } from '@deepsentinel/evaluation';
import { type Analyzer, analyzeVideo } from '@deepsentinel/inference-core';
import type { ModelOptions } from '../commands/model-options.ts';
import { InputError } from '../errors.ts';
import { choosePack, loadAnalyzer } from '../open-analyzer.ts';
import { videoInterval } from '../terminal/clock.ts';
import { renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { publishFigures } from './publish-figures.ts';
import { type EventFigures, scoreEvents, type UnmatchedEvent } from './score-events.ts';

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
  for (const video of labels.keys()) {
    terminal.note(`analyzing ${video} (${reports.size + 1} of ${labels.size})`);
    const path = resolve(dirname(options.events), video);
    reports.set(video, await collectEvents(path, analyzer, { fps: options.fps, signal: terminal.signal }));
  }
  const figures = scoreEvents(labels, reports);
  await publishFigures(figures, { json: options.json, text: () => describe(figures), terminal });
}

async function readLabels(path: string) {
  try {
    return parseEventLabels(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new InputError(`${path}: ${(cause as Error).message}`, { cause });
  }
}

async function collectEvents(
  path: string,
  analyzer: Analyzer,
  { fps, signal }: { fps: number | undefined; signal: AbortSignal },
): Promise<TimedEvent[]> {
  const sampling = fps === undefined ? {} : { idleFps: fps, activeFps: fps };
  const events = new Map<string, TimedEvent>();
  for await (const chunk of analyzeVideo(path, analyzer, { ...sampling, signal })) {
    for (const { eventId, type, startMs, endMs } of chunk.events)
      events.set(eventId, { type, startMs, endMs });
  }
  return [...events.values()];
}

function describe({ types, misses, falseAlarms }: EventFigures): string {
  const table = renderTable(
    [
      { heading: 'Type', cell: ({ type }) => type },
      { heading: 'Labels', align: 'right', cell: ({ labels }) => labels },
      { heading: 'Found', align: 'right', cell: ({ found }) => found },
      { heading: 'Recall', align: 'right', cell: ({ recall }) => recall.toFixed(3) },
      { heading: 'False alarms', align: 'right', cell: (row) => row.falseAlarms },
    ],
    types,
  );
  return [table, ...list('Missed', misses), ...list('False alarms', falseAlarms)].join('\n');
}

function list(title: string, events: readonly UnmatchedEvent[]): string[] {
  if (events.length === 0) return [];
  return [
    '',
    `${title}:`,
    ...events.map((event) => `  ${event.video}  ${event.type}  ${videoInterval(event)}`),
  ];
}
