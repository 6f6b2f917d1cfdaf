import { type Rehearsal, runOnce } from '@deepsentinel/pulumi-engine';
import { rehearseStacks, type StackFolder } from '../src/index.ts';

/**
 * Does what `rehearseStacks` does, except that no program runs twice with one configuration in a run of jest
 * (`jest.config.mjs` makes the directory).
 */
export async function rehearseOnce(
  ...[environment, config]: Parameters<typeof rehearseStacks>
): Promise<Rehearsal<StackFolder>> {
  return await rehearseStacks(environment, config, runOnce(process.env['PROGRAM_RESULTS']!));
}
