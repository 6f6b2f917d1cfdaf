import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { bundleOf } from './bundle.ts';
import type { Database } from './database.ts';
import { FunctionRole } from './function-role.ts';
import type { Migration } from './migration.ts';
import { type FunctionNetwork, NodeFunction } from './node-function.ts';

/** Database role that may read results and nothing else. */
export const readerUser = 'results_reader';

export interface ResultsApiArgs {
  readonly database: Database;
  readonly migration: Migration;
  readonly network: FunctionNetwork;
}

/** Progress and results over HTTPS, for callers of this account that sign their requests. */
export class ResultsApi extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(
    name: string,
    { database, migration, network }: ResultsApiArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('deepsentinel:pipeline:ResultsApi', name, {}, options);
    const grants = [{ Sid: 'UseDatabase', Action: 'rds-db:connect', Resource: database.userArn(readerUser) }];
    const api = new NodeFunction(
      name,
      {
        bundle: bundleOf('@deepsentinel/results-api'),
        handler: 'onRequest',
        role: new FunctionRole(name, { grants }, { parent: this }),
        timeoutSeconds: 15,
        network,
        environment: { DATABASE_URL: migration.url(readerUser), DATABASE_AUTH: 'iam' },
      },
      { parent: this },
    );
    const url = new aws.lambda.FunctionUrl(
      name,
      { functionName: api.function.name, authorizationType: 'AWS_IAM' },
      { parent: this },
    );
    this.url = url.functionUrl;
    this.registerOutputs();
  }
}
