import {
  type DatabaseAccess,
  databaseAccess,
  databaseAccessShape,
  explainIssues,
  withDatabaseAccess,
} from '@deepsentinel/queue-contracts';
import { z } from 'zod';

const environmentSchema = withDatabaseAccess(z.object(databaseAccessShape));

/**
 * Reads the environment of the function.
 *
 * @throws {Error} naming every variable that is missing or wrong
 */
export function parseResultsApiEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): DatabaseAccess {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`environment of the results API: ${explainIssues(parsed.error)}`);
  return databaseAccess(parsed.data);
}
