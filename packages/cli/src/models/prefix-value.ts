import { InvalidArgumentError } from 'commander';

/** Parses the prefix of objects in a bucket: names with slashes between them. */
export function prefixValue(text: string): string {
  if (!/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(text)) {
    throw new InvalidArgumentError('It must be names with slashes between them, and none at an end.');
  }
  return text;
}
