import type { z } from 'zod';

/** Puts everything that a schema found wrong into one line. */
export function explainIssues({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
