import { InvalidArgumentError } from 'commander';

/** Value of an option that says where in a bucket something is: names with slashes between them. */
export function prefixValue(text: string): string {
  if (!/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(text)) {
    throw new InvalidArgumentError('It must be names with slashes between them, and none at an end.');
  }
  return text;
}
