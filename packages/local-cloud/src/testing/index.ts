export { recordCalls } from './record-calls.ts';
