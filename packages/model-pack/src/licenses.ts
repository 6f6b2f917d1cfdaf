import { ModelPackError } from './errors.ts';
import type { ModelEntry } from './manifest.ts';
import type { PackedModel } from './open-model-pack.ts';

/** Whether a license forbids commercial use or does not state it. */
export function isRestricted({ license }: Pick<ModelEntry, 'license'>): boolean {
  return license.commercialUse !== true;
}

/**
 * Checks the licenses of models against those that were accepted.
 *
 * @param accepted names of licenses, as manifests state them
 * @throws {ModelPackError} naming every model with a license that does not plainly allow commercial use and is not
 *   accepted
 */
export function checkLicenses(models: readonly PackedModel[], accepted: readonly string[]): void {
  const refused = models.filter((model) => isRestricted(model) && !accepted.includes(model.license.name));
  if (refused.length === 0) return;
  const [first] = refused;
  const list = refused.map(({ slot, family, license }) => {
    const use = license.commercialUse === false ? 'commercial use forbidden' : 'commercial use unclear';
    return `${slot} (${family}): "${license.name}", ${use}`;
  });
  const known = accepted.length === 0 ? 'none is' : `these are: ${accepted.join('; ')}`;
  throw new ModelPackError(
    `${first!.directory}: licenses that must be accepted by name, and are not (${known}): ${list.join('; ')}`,
  );
}
