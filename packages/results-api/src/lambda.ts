import { Logger } from '@aws-lambda-powertools/logger';
import { openDeployedDatabase } from '@deepsentinel/db-schema/rds';
import type { Context } from 'aws-lambda';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createResultsApi } from './results-api.ts';
import { parseResultsApiEnvironment } from './results-api-environment.ts';

/** An execution environment answers one request at a time, so that more would lie idle. */
const connections = 2;

const logger = new Logger({ serviceName: 'results-api' });

/** Opened at the cold start; it lives as long as the execution environment. */
const { db } = await openDeployedDatabase(parseResultsApiEnvironment(process.env), { connections });
const answer = handle(createResultsApi(db, { onError: (error) => logger.error(error.message, error) }));

/** Answers requests to the function's URL. */
export const onRequest = (event: LambdaEvent, context: Context): ReturnType<typeof answer> => {
  logger.addContext(context);
  return answer(event, context);
};
