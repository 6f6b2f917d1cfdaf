import { RequestError } from './errors.ts';
import { tiers } from './tiers.ts';

/**
 * Decodes the object key of an S3 event notification: `+` stands for a space and `%2B` for a plus, so the pluses are
 * replaced first and the percent sequences decoded once.
 *
 * @throws {RequestError} a percent sequence is broken or is not UTF-8
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function decodeS3Key(encodedKey: string): string {
  try {
    return decodeURIComponent(encodedKey.replaceAll('+', ' '));
  } catch (cause) {
    throw new RequestError('the object key is not URL-encoded UTF-8', { cause });
  }
}

const videoKeyPattern = new RegExp(`^(?:(?:${tiers.join('|')})/)?videos/([^/]+)/.`, 's');

/** Whether a text has neither control characters nor the noncharacters that SQS refuses. */
export const isPrintable = (text: string): boolean => !/[\p{Cc}\ufffe\uffff]/u.test(text);

/**
 * Reads the id that a video gets from its key `[<tier>/]videos/<id>/...`, if no other object has that id; undefined for
 * any other key.
 */
export function videoIdOfKey(key: string): string | undefined {
  const id = videoKeyPattern.exec(key)?.[1];
  return id !== undefined && isPrintable(id) ? id : undefined;
}

/** Whether a key is that of a folder, which the console of S3 makes as an empty object. */
export const isFolderKey = (key: string): boolean => key.endsWith('/');
