export { bedrockDescriber } from './bedrock-describer.ts';
