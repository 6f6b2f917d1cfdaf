import { createHash } from 'node:crypto';
import type { ModelPackLock } from '@deepsentinel/model-pack';
import { buildComponents } from './build-components.ts';

/** What Image Builder allows in each place of a version is below 2^30. */
const placeLimit = 2 ** 30;
const hexDigits = 7;

/**
 * Version of the components that are about one model pack: major and minor are the pack's own first two numbers (0 where it
 * has none), the patch is a hash of the manifest's sha256 and of these components' documents. So another manifest of the same
 * version, or another script, is another component, and the same content never one more.
 *
 * @returns `MAJOR.MINOR.PATCH`; versions of one pack are told apart by it, not ordered
 */
export function componentVersion({ version, manifestSha256 }: ModelPackLock): string {
  const [major = 0, minor = 0] = [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits) % placeLimit);
  const documents = buildComponents()
    .filter(({ parameters }) => parameters.includes('ManifestSha256'))
    .map(({ data }) => data);
  const digest = createHash('sha256')
    .update(JSON.stringify([manifestSha256, documents]))
    .digest('hex');
  return `${major}.${minor}.${Number.parseInt(digest.slice(0, hexDigits), 16)}`;
}
