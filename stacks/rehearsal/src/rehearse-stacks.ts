import { fileURLToPath } from 'node:url';
import { type Rehearsal, type RehearsalOptions, rehearse, runProgram } from '@deepsentinel/pulumi-engine';

/** Folders of our stacks, each after those that it refers to. */
export const stackFolders = ['networking', 'model-ami', 'batch-gpu', 'pipeline'] as const;
export type StackFolder = (typeof stackFolders)[number];

export const environments = ['dev', 'staging', 'prod'] as const;
export type Environment = (typeof environments)[number];

const directory = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs our programs for an environment, in order, outputs flowing from one to the next.
 *
 * @param run runs one of them
 */
export async function rehearseStacks(
  environment: Environment,
  config: NonNullable<RehearsalOptions<StackFolder>['config']> = {},
  run = runProgram,
): Promise<Rehearsal<StackFolder>> {
  return await rehearse(directory, stackFolders, { environment, config, run });
}
