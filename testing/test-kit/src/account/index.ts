export { type BundledLambda, bundleLambda } from './bundled-lambda.ts';
