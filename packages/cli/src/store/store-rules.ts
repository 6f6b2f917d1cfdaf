import { contextOfCamera, rulesOff, type StoreConfiguration } from '@deepsentinel/inference-core';

/** Lists for each camera which rules stay off in its videos, and why. */
export function storeRules(configuration: StoreConfiguration): string[] {
  return configuration.cameras.map(({ id }) => {
    // Whether a video says when it was recorded is not a matter of the store: taken for granted.
    const off = rulesOff(contextOfCamera(configuration, id, new Date().toISOString()));
    return off.length === 0 ? `camera ${id}: all rules on` : `camera ${id}: off are ${off.join('; ')}`;
  });
}
