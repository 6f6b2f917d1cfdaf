import type { DatabaseRole } from '@deepsentinel/db-schema';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { PipelineConfig } from './config.ts';

const databaseName = 'deepsentinel';

/** Owner of the database. */
export const masterUser = 'deepsentinel';

export interface DatabaseArgs {
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupId: pulumi.Input<string>;
  readonly settings: PipelineConfig['database'];
}

/**
 * PostgreSQL on RDS, which includes pgvector. RDS keeps the master user's password in a secret of its own; all other
 * users log in by IAM, over TLS.
 */
export class Database extends pulumi.ComponentResource {
  /** Secret of the master user: `{ username, password }`. */
  readonly masterSecretArn: pulumi.Output<string>;
  readonly identifier: pulumi.Output<string>;
  readonly #instance: aws.rds.Instance;

  constructor(name: string, args: DatabaseArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:Database', name, {}, options);
    const { settings } = args;
    const subnetGroup = new aws.rds.SubnetGroup(name, { subnetIds: args.subnetIds }, { parent: this });
    const parameterGroup = new aws.rds.ParameterGroup(
      name,
      { family: 'postgres17', parameters: [{ name: 'rds.force_ssl', value: '1' }] },
      { parent: this },
    );
    this.#instance = new aws.rds.Instance(
      name,
      {
        engine: 'postgres',
        engineVersion: '17',
        dbName: databaseName,
        username: masterUser,
        manageMasterUserPassword: true,
        iamDatabaseAuthenticationEnabled: true,
        dbSubnetGroupName: subnetGroup.name,
        vpcSecurityGroupIds: [args.securityGroupId],
        publiclyAccessible: false,
        parameterGroupName: parameterGroup.name,
        instanceClass: settings.instanceClass,
        multiAz: settings.multiAz,
        storageType: 'gp3',
        storageEncrypted: true,
        allocatedStorage: settings.storageGiB,
        maxAllocatedStorage: 4 * settings.storageGiB,
        backupRetentionPeriod: settings.backupDays,
        copyTagsToSnapshot: true,
        deletionProtection: settings.deletionProtection,
        skipFinalSnapshot: !settings.deletionProtection,
        finalSnapshotIdentifier: `deepsentinel-${pulumi.getStack()}-final`,
        autoMinorVersionUpgrade: true,
        enabledCloudwatchLogsExports: ['postgresql', 'upgrade'],
      },
      { parent: this, protect: true },
    );
    this.identifier = this.#instance.identifier;
    this.masterSecretArn = this.#instance.masterUserSecrets.apply(([secret]) => secret!.secretArn);
    this.registerOutputs();
  }

  /**
   * Address of the database.
   *
   * @param user a role of the database; without it the caller adds its own
   */
  url(user?: DatabaseRole): pulumi.Output<string> {
    const at = user ? `${user}@` : '';
    const { address, port } = this.#instance;
    return pulumi.interpolate`postgres://${at}${address}:${port}/${databaseName}?sslmode=verify-full`;
  }

  /** ARN that a principal needs `rds-db:connect` on, to log in as a role of the database. */
  userArn(user: DatabaseRole | typeof masterUser): pulumi.Output<string> {
    const { region, accountId } = caller();
    return pulumi.interpolate`arn:aws:rds-db:${region}:${accountId}:dbuser:${this.#instance.resourceId}/${user}`;
  }
}

function caller() {
  return { region: aws.getRegionOutput().region, accountId: aws.getCallerIdentityOutput().accountId };
}
