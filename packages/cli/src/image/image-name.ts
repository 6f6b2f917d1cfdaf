import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '../errors.ts';

const run = promisify(execFile);

/** What an image of the runner is for: CPU hosts, GPU hosts, or Fargate with the models inside. */
export const imageTargets = ['cpu', 'gpu', 'fargate'] as const;
export type ImageTarget = (typeof imageTargets)[number];

/** Name of an image on this machine; the tag tells targets apart, which may share a repository. */
export function localImage(target: ImageTarget, tag: string): string {
  return `deepsentinel/batch-runner:${target}-${tag}`;
}

/** Name of an image in a repository. */
export function remoteImage(repository: string, target: ImageTarget, tag: string): string {
  if (!/^[\w.-]+(:\d+)?(\/[\w.-]+)+$/.test(repository)) {
    throw new InputError(`${repository}: no repository; it is HOST/NAME, without a tag and without https://`);
  }
  return `${repository}:${target}-${tag}`;
}

/**
 * The commit of this checkout as a tag; `-modified` says that files differ from it.
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
