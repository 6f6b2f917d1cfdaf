import { resolve } from 'node:path';
import { writeOutput } from '@deepsentinel/batch-runner';
import type { Terminal } from '../terminal/terminal.ts';

export interface PublishOptions {
  /** File to write; true prints JSON in place of the text. */
  readonly json: string | true | undefined;
  readonly text: () => string;
  readonly terminal: Terminal;
}

/**
 * Prints figures and writes them to a file.
 *
 * @throws {OutputError} the file cannot be written
 */
export async function publishFigures(
  figures: object,
  { json, text, terminal }: PublishOptions,
): Promise<void> {
  const asJson = JSON.stringify(figures, null, 2);
  if (json === true) return terminal.print(asJson);
  terminal.print(text());
  if (json === undefined) return;
  const path = resolve(json);
  await writeOutput(path, `${asJson}\n`);
  terminal.note(`figures: ${path}`);
}
