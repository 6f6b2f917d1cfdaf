import { Logger } from '@aws-lambda-powertools/logger';
import { openDeployedDatabase } from '@deepsentinel/db-schema/rds';
import type { Context } from 'aws-lambda';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createResultsApi } from './results-api.ts';
import { parseResultsApiEnvironment } from './results-api-environment.ts';

/** Database connections of one execution environment, which answers one request at a time. */
const connections = 2;

const logger = new Logger({ serviceName: 'results-api' });

/** Database connection pool, opened at the cold start and kept as long as the execution environment lives. */
const { db } = await openDeployedDatabase(parseResultsApiEnvironment(process.env), { connections });
const answer = handle(createResultsApi(db, { onError: (error) => logger.error(error.message, error) }));

/** Answers a request to the function's URL. */
export const onRequest = (event: LambdaEvent, context: Context): ReturnType<typeof answer> => {
  logger.addContext(context);
  return answer(event, context);
};
