export { rawVideosBucket, resultsBucket } from './account.ts';
export type { AwsCall } from './iam-recording/aws-call.ts';
export { type LocalCloud, type LocalCloudOptions, startLocalCloud } from './local-cloud.ts';
export { atPreferredPort } from './preferred-ports.ts';
