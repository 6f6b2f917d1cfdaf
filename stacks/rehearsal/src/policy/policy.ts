import { encryptionRules } from './encryption.ts';
import { exposureRules } from './exposure.ts';
import { operationRules } from './operation.ts';
import { permissionRules } from './permissions.ts';
import type { Rule } from './rule.ts';

/** Everything that we ask of what the programs register. */
export const policy: readonly Rule[] = [
  ...exposureRules,
  ...encryptionRules,
  ...permissionRules,
  ...operationRules,
];
