import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** A function as the account would know it. */
export interface LambdaFunction {
  readonly functionName: string;
  readonly functionArn: string;
  /** For how long one invocation may run. */
  readonly timeoutSeconds: number;
}

/** @returns the context of an invocation that starts now; its time runs */
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
