import { z } from 'zod';

const variables = z.object({
  /** `postgres://...` */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }),
  /** `password`: that of the URL, if it has one. `iam`: a token of the AWS identity of this process for each connection. */
  DATABASE_AUTH: z.enum(['password', 'iam']).default('password'),
  /** Of the database, for `iam`. */
  AWS_REGION: z.string().min(1).optional(),
});
type Variables = z.infer<typeof variables>;

/** The variables that say how a process gets into the database, for the schema of its environment. */
export const databaseAccessShape = variables.shape;

/** How a process gets into the database. */
export type DatabaseAccess =
  | { readonly url: string; readonly auth: 'password' }
  | { readonly url: string; readonly auth: 'iam'; readonly region: string };

/** What a checked environment says of the database. */
export function databaseAccess({
  DATABASE_URL: url,
  DATABASE_AUTH: auth,
  AWS_REGION,
}: Variables): DatabaseAccess {
  return auth === 'iam' ? { url, auth, region: AWS_REGION! } : { url, auth };
}

/**
 * Adds to the schema of an environment, which has the shape above, what the variables must be together. It is checked
 * whatever else is wrong, so that everything is named at once.
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

/** What keeps a token from being asked for, or from being sent. */
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
