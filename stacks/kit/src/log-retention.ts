import { z } from 'zod';

/**
 * Days of retention that CloudWatch Logs accepts.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const accepted = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Schema of a configuration key that every stack has. */
export const logRetentionDays = z
  .number()
  .refine((days) => accepted.includes(days), `must be one of ${accepted.join(', ')}`);
