import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './schema.ts';

export const databaseRoles = ['dispatcher', 'runner', 'results_reader', 'store_editor'] as const;
/** Database role of a deployed program. */
export type DatabaseRole = (typeof databaseRoles)[number];

type Verb = 'select' | 'insert' | 'update' | 'delete';
type Privileges = Readonly<Partial<Record<keyof Database, readonly Verb[]>>>;

/**
 * Privileges of each role: what its queries need and no more; none may change the schema. `roles.test.ts` runs every
 * query as the role that uses it.
 */
const privileges: Readonly<Record<DatabaseRole, Privileges>> = {
  dispatcher: {
    stores: ['select'],
    cameras: ['select'],
    videos: ['select', 'insert', 'update'],
    analysis_runs: ['select', 'insert', 'update'],
  },
  /** Batch jobs, and workers, which claim as the dispatcher does. */
  runner: {
    stores: ['select'],
    cameras: ['select'],
    store_configurations: ['select'],
    videos: ['select', 'insert', 'update'],
    analysis_runs: ['select', 'insert', 'update', 'delete'],
    tracks: ['select', 'insert', 'update', 'delete'],
    track_segments: ['insert'],
    events: ['select', 'insert', 'update', 'delete'],
    chunk_observations: ['select', 'insert', 'delete'],
    hand_overs: ['select', 'insert', 'update', 'delete'],
  },
  /** The results API and operators. */
  results_reader: {
    stores: ['select'],
    cameras: ['select'],
    store_configurations: ['select'],
    videos: ['select'],
    analysis_runs: ['select'],
    tracks: ['select'],
    track_segments: ['select'],
    events: ['select'],
  },
  /** Operators who configure shelves and exits. */
  store_editor: {
    stores: ['select', 'insert', 'update'],
    cameras: ['select', 'insert', 'update'],
    store_configurations: ['select', 'insert'],
  },
};

/** Tables that this release knows; grants on tables of a newer schema are left alone. */
const tables = [...new Set(Object.values(privileges).flatMap((ofRole) => Object.keys(ofRole)))];

/** Role whose members RDS asks for an IAM token in place of a password; other servers have no such role. */
const tokenRole = 'rds_iam';

/**
 * Creates missing roles, and gives each role exactly its privileges, whatever it had before. The roles have no
 * password.
 *
 * @returns names of the roles
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

/**
 * Creates a role. Roles belong to the server, so a process at work on another of its databases may create one at the
 * same time.
 */
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
