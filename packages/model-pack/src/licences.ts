import type { ModelEntry } from './manifest.ts';
import { ModelPackError, type PackedModel } from './open-model-pack.ts';

/** Whether a licence is more than a name to know: it forbids commercial use, or does not say. */
export function isRestricted({ licence }: Pick<ModelEntry, 'licence'>): boolean {
  return licence.commercialUse !== true;
}

/**
 * Holds the licences of models against those that somebody has read and accepted.
 *
 * @param accepted names of licences, as manifests state them
 * @throws {ModelPackError} naming every model with a licence that does not plainly allow commercial use and is not accepted
 */
export function checkLicences(models: readonly PackedModel[], accepted: readonly string[]): void {
  const refused = models.filter((model) => isRestricted(model) && !accepted.includes(model.licence.name));
  if (refused.length === 0) return;
  const [first] = refused;
  const list = refused.map(({ slot, family, licence }) => {
    const use = licence.commercialUse === false ? 'commercial use forbidden' : 'commercial use unclear';
    return `${slot} (${family}): "${licence.name}", ${use}`;
  });
  const known = accepted.length === 0 ? 'none is' : `these are: ${accepted.join('; ')}`;
  throw new ModelPackError(
    `${first!.directory}: licences that must be accepted by name, and are not (${known}): ${list.join('; ')}`,
  );
}
