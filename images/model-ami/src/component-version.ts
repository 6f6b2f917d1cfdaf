import { createHash } from 'node:crypto';
import type { ModelPackLock } from '@deepsentinel/model-pack';
import { buildComponents } from './build-components.ts';

/** Limit of each number in a version of Image Builder. */
const numberLimit = 2 ** 30;
const hexDigits = 7;

/**
 * Computes the version of the components for one model pack: major and minor are the pack's own first two numbers (0
 * where it has none), the patch is a hash of the manifest's sha256 and of the component documents. Another manifest of
 * the same version, or another script, gives another component; the same content gives the same one.
 *
 * @returns `MAJOR.MINOR.PATCH`; it distinguishes the versions of one pack and does not order them
 */
export function componentVersion({ version, manifestSha256 }: ModelPackLock): string {
  const [major = 0, minor = 0] = [...version.matchAll(/\d+/g)].map(
    ([digits]) => Number(digits) % numberLimit,
  );
  const documents = buildComponents()
    .filter(({ parameters }) => parameters.includes('ManifestSha256'))
    .map(({ data }) => data);
  const digest = createHash('sha256')
    .update(JSON.stringify([manifestSha256, documents]))
    .digest('hex');
  return `${major}.${minor}.${Number.parseInt(digest.slice(0, hexDigits), 16)}`;
}
