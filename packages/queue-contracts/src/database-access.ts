import { z } from 'zod';

const variables = z.object({
  /** Address of the database, `postgres://...`. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }),
  /**
   * `password`: the password of the URL, if it has one. `iam`: a new token of this process's AWS identity for each
   * connection.
   */
  DATABASE_AUTH: z.enum(['password', 'iam']).default('password'),
  /** Region of the database; needed for `iam`. */
  AWS_REGION: z.string().min(1).optional(),
});
type Variables = z.infer<typeof variables>;

/** Variables that configure the access to the database, for the schema of a process's environment. */
export const databaseAccessShape = variables.shape;

/** Address of the database and the way to log in. */
export type DatabaseAccess =
  | { readonly url: string; readonly auth: 'password' }
  | { readonly url: string; readonly auth: 'iam'; readonly region: string };

/** Reads the database access from a checked environment. */
export function databaseAccess({
  DATABASE_URL: url,
  DATABASE_AUTH: auth,
  AWS_REGION,
}: Variables): DatabaseAccess {
  return auth === 'iam' ? { url, auth, region: AWS_REGION! } : { url, auth };
}

/**
 * Adds the rules between the database variables to the schema of an environment that has `databaseAccessShape`. They
 * are checked even when other variables are wrong, so that one message names everything.
 */
export function withDatabaseAccess<Schema extends z.ZodObject<typeof databaseAccessShape>>(
  schema: Schema,
): Schema {
  return schema.superRefine(
    (environment, context) => {
      const parsed = variables.safeParse(environment);
      if (!parsed.success || parsed.data.DATABASE_AUTH !== 'iam') return;
      for (const [name, message] of tokenObstacles(parsed.data)) {
        context.addIssue({ code: 'custom', path: [name], message });
      }
    },
    { when: () => true },
  );
}

/** Lists what would keep a token from being requested or sent. */
function tokenObstacles({ DATABASE_URL, AWS_REGION }: Variables): [keyof Variables, string][] {
  const { username, password, hostname, searchParams } = new URL(DATABASE_URL);
  const obstacles: [boolean, keyof Variables, string][] = [
    [username === '', 'DATABASE_URL', 'must name the user (postgres://user@host/...) with DATABASE_AUTH=iam'],
    [hostname === '', 'DATABASE_URL', 'must name the host with DATABASE_AUTH=iam'],
    [
      password !== '' || searchParams.has('password'),
      'DATABASE_URL',
      'must not have a password with DATABASE_AUTH=iam, which takes a token in its place',
    ],
    [
      searchParams.get('sslmode') !== 'verify-full',
      'DATABASE_URL',
      'must say ?sslmode=verify-full with DATABASE_AUTH=iam: only the database may get to see a token',
    ],
    [AWS_REGION === undefined, 'AWS_REGION', 'must name the region of the database with DATABASE_AUTH=iam'],
  ];
  return obstacles.flatMap(([isOne, name, message]) => (isOne ? [[name, message]] : []));
}
