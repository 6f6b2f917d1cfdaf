export { applyConventions } from './apply-conventions.ts';
export { gpuInstanceType, instanceType } from './instance-type.ts';
export { logRetentionDays } from './log-retention.ts';
export { parseConfig, readConfig } from './read-config.ts';
export { StackOutputs } from './stack-outputs.ts';
