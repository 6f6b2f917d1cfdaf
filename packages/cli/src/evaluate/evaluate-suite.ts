import { dirname } from 'node:path';
import type { ModelOptions } from '../commands/model-options.ts';
import { InputError } from '../errors.ts';
import { choosePack, loadAnalyzer } from '../open-analyzer.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { collectFindings } from './collect-findings.ts';
import { describeSuite } from './describe-suite.ts';
import { publishFigures } from './publish-figures.ts';
import { type AnalyzedSequence, scoreSuite } from './score-suite.ts';
import { readSuite, type Sequence } from './suite.ts';

export interface EvaluateSuiteOptions extends ModelOptions {
  /** YAML file that lists sequences and label files. */
  readonly suite: string;
  /** Folder of the footage; that of the suite unless given. */
  readonly footage?: string;
  /** Names of the sequences to evaluate; all unless given. */
  readonly only?: readonly string[];
  readonly json?: string | true;
}

/** Analyzes all videos of a suite and compares people, states and events with the labels. */
export async function evaluateSuite(options: EvaluateSuiteOptions, terminal: Terminal): Promise<void> {
  const { suite, footage = dirname(suite), only, json } = options;
  const sequences = selectSequences(await readSuite(suite, footage), only, suite);
  await using analyzer = await loadAnalyzer((await choosePack(options)).pack);
  const analyzed: AnalyzedSequence[] = [];
  for (const { name, videos, fps, store } of sequences) {
    terminal.note(`analyzing ${name} (${analyzed.length + 1} of ${sequences.length})`);
    const found = [];
    for (const labels of videos) {
      const settings = { fps, store, signal: terminal.signal };
      found.push({ labels, findings: await collectFindings(labels.path, analyzer, settings) });
    }
    analyzed.push({ name, videos: found });
  }
  const figures = scoreSuite(analyzed);
  await publishFigures(figures, { json, text: () => describeSuite(figures), terminal });
}

function selectSequences(
  sequences: readonly Sequence[],
  only: readonly string[] | undefined,
  suite: string,
): readonly Sequence[] {
  const names = sequences.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InputError(`${suite}: no sequence is called "${unknown}"; there are ${names.join(', ')}`);
  }
  return sequences.filter(({ name }) => only?.includes(name) ?? true);
}
