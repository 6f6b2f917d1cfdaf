import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** A Lambda function, as the account knows it. */
export interface LambdaFunction {
  readonly functionName: string;
  readonly functionArn: string;
  /** Time limit of one invocation. */
  readonly timeoutSeconds: number;
}

/** Makes the context of an invocation whose time starts to count now. */
export function lambdaContext({ functionName, functionArn, timeoutSeconds }: LambdaFunction): Context {
  const deadlineMs = Date.now() + timeoutSeconds * 1000;
  const awsRequestId = randomUUID();
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '512',
    awsRequestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]local`,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    done: refuseCallback,
    fail: refuseCallback,
    succeed: refuseCallback,
  };
}

function refuseCallback(): never {
  throw new Error('Lambda has no callbacks since Node 24: return a promise');
}
