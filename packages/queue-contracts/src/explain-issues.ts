import type { z } from 'zod';

/** Everything that a schema found wrong, in one line. */
export function explainIssues({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
