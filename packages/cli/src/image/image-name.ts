import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '../errors.ts';

const run = promisify(execFile);

/** Images of the runner by their host: CPU hosts, GPU hosts, or Fargate with the models inside. */
export const imageTargets = ['cpu', 'gpu', 'fargate'] as const;
export type ImageTarget = (typeof imageTargets)[number];

/** Names an image on this machine; the tag contains the target, as targets may share a repository. */
export function localImage(target: ImageTarget, tag: string): string {
  return `deepsentinel/batch-runner:${target}-${tag}`;
}

/** Names an image in a repository. */
export function remoteImage(repository: string, target: ImageTarget, tag: string): string {
  if (!/^[\w.-]+(:\d+)?(\/[\w.-]+)+$/.test(repository)) {
    throw new InputError(`${repository}: no repository; it is HOST/NAME, without a tag and without https://`);
  }
  return `${repository}:${target}-${tag}`;
}

/**
 * Makes a tag from the commit of this checkout; `-modified` is added when files differ from it.
 *
 * @throws {InputError} this is no checkout
 */
export async function commitTag(directory: string): Promise<string> {
  try {
    const { stdout } = await run(
      'git',
      ['describe', '--always', '--abbrev=12', '--exclude=*', '--dirty=-modified'],
      {
        cwd: directory,
      },
    );
    return stdout.trim();
  } catch (cause) {
    throw new InputError(
      `the commit of this checkout is not known (${(cause as Error).message}); give --tag`,
      { cause },
    );
  }
}
