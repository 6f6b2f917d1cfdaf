import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './schema.ts';

export const databaseRoles = ['dispatcher', 'runner', 'results_reader', 'store_editor'] as const;
/** As what a deployed program is known to the database. */
export type DatabaseRole = (typeof databaseRoles)[number];

type Verb = 'select' | 'insert' | 'update' | 'delete';
type Privileges = Readonly<Partial<Record<keyof Database, readonly Verb[]>>>;

/**
 * What each role may do: what its queries need and no more; none may change the schema. `roles.test.ts` runs every
 * query as the role that asks it.
 */
const privileges: Readonly<Record<DatabaseRole, Privileges>> = {
  dispatcher: {
    stores: ['select'],
    cameras: ['select'],
    videos: ['select', 'insert', 'update'],
    analysis_runs: ['select', 'insert', 'update'],
  },
  /** Of Batch jobs, and of workers, which claim as the dispatcher does. */
  runner: {
    stores: ['select'],
    cameras: ['select'],
    store_configurations: ['select'],
    videos: ['select', 'insert', 'update'],
    analysis_runs: ['select', 'insert', 'update', 'delete'],
    tracks: ['select', 'insert', 'update', 'delete'],
    track_segments: ['insert'],
    events: ['select', 'insert', 'delete'],
  },
  /** Of the results API and of operators. */
  results_reader: {
    stores: ['select'],
    cameras: ['select'],
    store_configurations: ['select'],
    videos: ['select'],
    analysis_runs: ['select'],
    events: ['select'],
  },
  /** Of operators who say where shelves and exits are. */
  store_editor: {
    stores: ['select', 'insert', 'update'],
    cameras: ['select', 'insert', 'update'],
    store_configurations: ['select', 'insert'],
  },
};

/** Those of a newer schema are left to whoever knows them. */
const tables = [...new Set(Object.values(privileges).flatMap((ofRole) => Object.keys(ofRole)))];

/** The role by whose members RDS asks for a token of IAM in place of a password; other servers have none. */
const tokenRole = 'rds_iam';

/**
 * Makes the roles if they are missing, and gives each exactly its privileges, whatever it had before. They have no password.
 *
 * @returns their names
 */
export async function prepareRoles(db: Kysely<Database>): Promise<DatabaseRole[]> {
  await db.transaction().execute(async (transaction) => {
    // Those who do this at once follow each other.
    await sql`select pg_advisory_xact_lock(hashtextextended('roles', 2))`.execute(transaction);
    for (const role of databaseRoles) {
      await makeRole(transaction, role);
      await allow(transaction, role);
    }
  });
  return [...databaseRoles];
}

/** Roles belong to the server, so that somebody at work on another of its databases may make one at the same time. */
async function makeRole(transaction: Transaction<Database>, role: DatabaseRole): Promise<void> {
  await unlessThere(transaction, `create role ${role}`);
  const { rows } = await sql<{ canLogin: boolean; lacksToken: boolean }>`
    select rolcanlogin as "canLogin", exists (
      select from pg_roles token where token.rolname = ${tokenRole} and not exists (
        select from pg_auth_members where roleid = token.oid and member = pg_roles.oid
      )
    ) as "lacksToken"
    from pg_roles where rolname = ${role}
  `.execute(transaction);
  const { canLogin, lacksToken } = rows[0]!;
  if (!canLogin) await sql.raw(`alter role ${role} login`).execute(transaction);
  if (lacksToken) await unlessThere(transaction, `grant ${tokenRole} to ${role}`);
}

async function unlessThere(transaction: Transaction<Database>, statement: string): Promise<void> {
  await sql
    .raw(`do $$ begin ${statement}; exception when duplicate_object or unique_violation then null; end $$`)
    .execute(transaction);
}

async function allow(transaction: Transaction<Database>, role: DatabaseRole): Promise<void> {
  await sql.raw(`revoke all on ${tables.join(', ')} from ${role}`).execute(transaction);
  for (const [table, verbs] of Object.entries(privileges[role])) {
    await sql.raw(`grant ${verbs.join(', ')} on ${table} to ${role}`).execute(transaction);
  }
  // By it, whoever opens a database sees whether it is current.
  await sql.raw(`grant select on kysely_migration to ${role}`).execute(transaction);
}
