import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase } from './open-database.ts';
import { databaseRoles } from './roles.ts';
import { prepareServerDatabase } from './server-database.ts';
import { TEST_DATABASE_URL } from './testing/backends.ts';
import { createDatabase } from './testing/empty-database.ts';

const migrations = [
  '0001-initial',
  '0002-requests',
  '0003-search',
  '0004-embeddings',
  '0005-store-configurations',
  '0006-recordings-by-time',
  '0007-observations',
  '0008-run-recovery',
];

async function ask<Row extends object>(url: string, ...statements: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (await client.query<Row>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

function asUser(url: string, username: string): string {
  return Object.assign(new URL(url), { username }).href;
}

(TEST_DATABASE_URL ? describe : describe.skip)('a database of a server', () => {
  const create = () => createDatabase(TEST_DATABASE_URL!);

  test('is prepared once, however many do it at once, and again without a change', async () => {
    await using empty = await create();
    const preparations = await Promise.all(Array.from({ length: 4 }, () => prepareServerDatabase(empty.url)));
    expect(preparations.flatMap((preparation) => preparation.migrations)).toEqual(migrations);
    const again = await prepareServerDatabase(empty.url);
    expect(again).toEqual({ migrations: [], roles: [...databaseRoles] });
  });

  test.each(databaseRoles)('is opened by %s once it is current', async (role) => {
    await using empty = await create();
    await prepareServerDatabase(empty.url);
    await using database = await openDatabase(asUser(empty.url, role));
    expect(database.name).toMatch(/^127\.0\.0\.1:\d+\/test_/);
  });

  test('that lacks a migration is refused to who may not make it, with what is to be done', async () => {
    await using empty = await create();
    await prepareServerDatabase(empty.url);
    await ask(empty.url, `delete from kysely_migration where name = '0004-embeddings'`);
    await expect(openDatabase(asUser(empty.url, 'runner'))).rejects.toThrow(
      /cannot open the database \(the schema is not current: it lacks 0004-embeddings, and .* run the database migrator of this version first\)$/,
    );
  });

  test('that was never prepared, or not for the role, is refused in the same way', async () => {
    await using prepared = await create();
    await prepareServerDatabase(prepared.url);
    await ask(prepared.url, 'revoke all on kysely_migration from runner');
    const inPrepared = openDatabase(asUser(prepared.url, 'runner'));
    await expect(inPrepared).rejects.toThrow('(the schema is not current: its version may not be read, and');
    await using empty = await create();
    const inEmpty = openDatabase(asUser(empty.url, 'runner'));
    await expect(inEmpty).rejects.toThrow(`it lacks ${migrations.join(', ')}, and`);
  });

  test('with a newer schema is opened by programs and migrators of before, who leave it as it is', async () => {
    await using empty = await create();
    await prepareServerDatabase(empty.url);
    const later = `insert into kysely_migration values ('0003-later', '2099-01-01T00:00:00.000Z')`;
    await ask(empty.url, later, 'create table later (id text)', 'grant select on later to runner');
    await using _runner = await openDatabase(asUser(empty.url, 'runner'));
    expect((await prepareServerDatabase(empty.url)).migrations).toEqual([]);
    const select = `select has_table_privilege('runner', 'later', 'select') as kept`;
    expect(await ask(empty.url, select)).toEqual([{ kept: true }]);
  });

  test('is prepared by an owner who is no superuser, and its roles take tokens where there are such', async () => {
    await using disposables = new AsyncDisposableStack();
    const owner = `test_owner_${randomUUID().replaceAll('-', '')}`;
    const forget = [`revoke rds_iam from ${owner} cascade`, `drop role ${owner}`];
    disposables.defer(async () => void (await ask(TEST_DATABASE_URL!, ...forget)));
    const empty = disposables.use(await create());
    const name = new URL(empty.url).pathname.slice(1);
    await ask(
      empty.url,
      `do $$ begin create role rds_iam; exception when duplicate_object then null; end $$`,
      `create role ${owner} login createrole`,
      `grant rds_iam to ${owner} with admin option, inherit false`,
      `alter database ${name} owner to ${owner}`,
      // RDS lets its master user do this.
      'create extension vector',
    );
    expect(await prepareServerDatabase(asUser(empty.url, owner))).toEqual({
      migrations,
      roles: [...databaseRoles],
    });
    const members = `select pg_has_role(rolname, 'rds_iam', 'member') as member, rolcanlogin, rolsuper from pg_roles
      where rolname in (${databaseRoles.map((role) => `'${role}'`).join(', ')})`;
    const expected = { member: true, rolcanlogin: true, rolsuper: false };
    expect(await ask(empty.url, members)).toEqual(databaseRoles.map(() => expected));
  });
});
