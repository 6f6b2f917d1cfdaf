export { allowsCall, type Verdict } from './allows-call.ts';
export type { Grant } from './grants.ts';
export type { PolicyDocument, PolicyStatement, RoleAccess, RolePolicy } from './policy.ts';
export type { RecordedCall } from './recorded-call.ts';
export { type Relocation, relocateCall } from './relocate-call.ts';
export { type Justification, reviewGrants } from './review-grants.ts';
export { unusedActions } from './unused-actions.ts';
