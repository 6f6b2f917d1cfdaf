export { type Identity, isToken, type SignIn } from './iam-token.ts';
export { type BundledLambda, bundleLambda } from './lambda.ts';
export { startTestRds, type TestRds } from './rds-front.ts';
