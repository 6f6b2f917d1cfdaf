import { Logger } from '@aws-lambda-powertools/logger';

/** What the runner says while it works, as lines of JSON. */
export interface RunnerLog {
  info(message: string, about?: Readonly<Record<string, unknown>>): void;
  error(message: string, about?: Readonly<Record<string, unknown>>): void;
}

/** @param about stands in every line, for instance the run and the job */
export function runnerLog(about: Readonly<Record<string, unknown>>): RunnerLog {
  const logger = new Logger({ serviceName: 'batch-runner', persistentKeys: { ...about } });
  return {
    info: (message, more = {}) => logger.info(message, { ...more }),
    error: (message, more = {}) => logger.error(message, { ...more }),
  };
}
