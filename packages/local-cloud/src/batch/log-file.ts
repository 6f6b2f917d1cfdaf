import { join } from 'node:path';

/** What an attempt wrote, both streams together: the file of a `logStreamName` below the directory of the service. */
export const logFile = (directory: string, logStreamName: string) => join(directory, 'logs', logStreamName);
