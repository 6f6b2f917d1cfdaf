import { encryptionRules } from './encryption.ts';
import { exposureRules } from './exposure.ts';
import { operationRules } from './operation.ts';
import { permissionRules } from './permissions.ts';
import type { Rule } from './rule.ts';

/** All rules for the resources that the programs register. */
export const policy: readonly Rule[] = [
  ...exposureRules,
  ...encryptionRules,
  ...permissionRules,
  ...operationRules,
];
