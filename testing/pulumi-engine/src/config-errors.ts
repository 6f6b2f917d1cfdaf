import { runProgram } from './run-program.ts';
import type { ConfigOverrides } from './stack-config.ts';

/**
 * Runs a program with changes to its development configuration that it must refuse.
 *
 * @returns the only message of the program
 * @throws {Error} the program accepted the configuration, or printed something else besides
 */
export async function configError(directory: string, config: ConfigOverrides): Promise<string> {
  const { exitCode, errors, resources } = await runProgram(directory, { environment: 'dev', config });
  const made = resources.filter(({ custom }) => custom);
  if (exitCode === 0 || errors.length !== 1 || made.length > 0) {
    throw new Error(`the program made ${made.length} resources and said: ${errors.join('\n') || 'nothing'}`);
  }
  return errors[0]!;
}
