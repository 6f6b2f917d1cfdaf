import { Logger } from '@aws-lambda-powertools/logger';

/** Log of the runner, written as lines of JSON. */
export interface RunnerLog {
  info(message: string, about?: Readonly<Record<string, unknown>>): void;
  error(message: string, about?: Readonly<Record<string, unknown>>): void;
}

/**
 * Makes a log.
 *
 * @param about fields of every line, for instance the run and the job
 */
export function runnerLog(about: Readonly<Record<string, unknown>>): RunnerLog {
  const logger = new Logger({ serviceName: 'batch-runner', persistentKeys: { ...about } });
  return {
    info: (message, more = {}) => logger.info(message, { ...more }),
    error: (message, more = {}) => logger.error(message, { ...more }),
  };
}
