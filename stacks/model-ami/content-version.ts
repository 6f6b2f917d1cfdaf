import { createHash } from 'node:crypto';

/**
 * Computes a semantic version from the contents of an Image Builder resource, whose versions cannot be overwritten:
 * equal contents give equal versions.
 *
 * @returns `1.0.N`, N below 2^28
 */
export function contentVersion(contents: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(contents)).digest('hex');
  return `1.0.${Number.parseInt(digest.slice(0, 7), 16)}`;
}
