import { join } from 'node:path';
import { organization, type ProgramRun, runProgram } from './run-program.ts';
import type { ConfigOverrides } from './stack-config.ts';

/** Runs by the folder of the project. */
export type Rehearsal<Folder extends string = string> = Readonly<Record<Folder, ProgramRun>>;

export interface RehearsalOptions<Folder extends string> {
  readonly environment: string;
  /** Changes to the configuration files, by folder. */
  readonly config?: Partial<Readonly<Record<Folder, ConfigOverrides>>>;
}

/**
 * Runs Pulumi programs one after the other, each with what those before it export.
 *
 * @param stacks folder of the projects' folders
 * @throws {AggregateError} a program failed; its errors are its messages
 */
export async function rehearse<Folder extends string>(
  stacks: string,
  folders: readonly Folder[],
  { environment, config = {} }: RehearsalOptions<Folder>,
): Promise<Rehearsal<Folder>> {
  const runs: Partial<Record<Folder, ProgramRun>> = {};
  const known: Record<string, ProgramRun['exports']> = {};
  for (const folder of folders) {
    const run = await runProgram(join(stacks, folder), { environment, config: config[folder] ?? {}, known });
    if (run.exitCode !== 0) {
      throw new AggregateError(
        run.errors,
        `the program of ${folder} failed for ${environment}:\n${run.errors.join('\n')}`,
      );
    }
    runs[folder] = run;
    known[`${organization}/${run.project}/${environment}`] = run.exports;
  }
  return runs as Rehearsal<Folder>;
}
