import type { DatabaseRole } from '@deepsentinel/db-schema';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { bundleOf } from './bundle.ts';
import { type Database, masterUser } from './database.ts';
import { FunctionRole } from './function-role.ts';
import { type FunctionNetwork, NodeFunction } from './node-function.ts';

export interface MigrationArgs {
  readonly database: Database;
  readonly network: FunctionNetwork;
}

/**
 * Migration of the database to the schema of this program, and of its roles to their privileges, before anything newer
 * uses it.
 */
export class Migration extends pulumi.ComponentResource {
  readonly #database: Database;
  readonly #done: pulumi.Output<string>;

  constructor(name: string, { database, network }: MigrationArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:Migration', name, {}, options);
    const bundle = bundleOf('@deepsentinel/database-migrator');
    const { masterSecretArn } = database;
    const role = new FunctionRole(
      name,
      {
        grants: [
          { Sid: 'LogInAsMaster', Action: 'secretsmanager:GetSecretValue', Resource: masterSecretArn },
          // Who has given roles to `rds_iam` may be one of them from then on, and have no use of its password.
          { Sid: 'LogInAsMasterByToken', Action: 'rds-db:connect', Resource: database.userArn(masterUser) },
        ],
      },
      { parent: this },
    );
    const migrator = new NodeFunction(
      name,
      {
        bundle,
        handler: 'onMigrate',
        role,
        timeoutSeconds: 300,
        network,
        environment: { DATABASE_URL: database.url(), MASTER_SECRET_ARN: masterSecretArn },
      },
      { parent: this },
    );
    this.#database = database;
    this.#done = new aws.lambda.Invocation(
      name,
      { functionName: migrator.function.name, input: '{}', triggers: { bundle: bundle.sha256 } },
      { parent: this },
    ).result;
    this.registerOutputs();
  }

  /** Address of the migrated database. Resources that use it are changed after the migration. */
  url(user: DatabaseRole): pulumi.Output<string> {
    return pulumi.all([this.#database.url(user), this.#done]).apply(([url]) => url);
  }
}
