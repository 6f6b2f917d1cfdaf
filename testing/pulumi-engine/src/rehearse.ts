import { join } from 'node:path';
import { organization, type ProgramResult, runProgram } from './run-program.ts';
import type { ConfigOverrides } from './stack-config.ts';

/** Results of programs by the folder of the project. */
export type Rehearsal<Folder extends string = string> = Readonly<Record<Folder, ProgramResult>>;

export interface RehearsalOptions<Folder extends string> {
  readonly environment: string;
  /** Changes to the configuration files, by folder. */
  readonly config?: Partial<Readonly<Record<Folder, ConfigOverrides>>>;
  /** Runs one program: `runProgram` unless given. */
  readonly run?: typeof runProgram;
}

/**
 * Runs Pulumi programs one after the other, each with the exports of those before it.
 *
 * @param stacks folder of the projects' folders
 * @throws {AggregateError} a program failed; its errors are the program's messages
 */
export async function rehearse<Folder extends string>(
  stacks: string,
  folders: readonly Folder[],
  { environment, config = {}, run = runProgram }: RehearsalOptions<Folder>,
): Promise<Rehearsal<Folder>> {
  const rehearsal: Partial<Record<Folder, ProgramResult>> = {};
  const known: Record<string, ProgramResult['exports']> = {};
  for (const folder of folders) {
    const result = await run(join(stacks, folder), {
      environment,
      config: config[folder] ?? {},
      known,
    });
    if (result.exitCode !== 0) {
      throw new AggregateError(
        result.errors,
        `the program of ${folder} failed for ${environment}:\n${result.errors.join('\n')}`,
      );
    }
    rehearsal[folder] = result;
    known[`${organization}/${result.project}/${environment}`] = result.exports;
  }
  return rehearsal as Rehearsal<Folder>;
}
