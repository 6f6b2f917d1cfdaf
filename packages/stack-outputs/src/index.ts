export { StackOutputs } from './stack-outputs.ts';
