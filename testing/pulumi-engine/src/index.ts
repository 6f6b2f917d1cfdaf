export { testAccount } from './aws-answers.ts';
export { changedResources, type ResourceChange } from './changed-resources.ts';
export { configError } from './config-errors.ts';
export type { RegisteredResource } from './registered-resource.ts';
export { type Rehearsal, type RehearsalOptions, rehearse } from './rehearse.ts';
export { runOnce } from './run-once.ts';
export { type ProgramOptions, type ProgramResult, runProgram } from './run-program.ts';
export type { ConfigOverrides } from './stack-config.ts';
