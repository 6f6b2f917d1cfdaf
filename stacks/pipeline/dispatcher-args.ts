import type { Tier } from '@deepsentinel/queue-contracts';
import type * as pulumi from '@pulumi/pulumi';
import type { Database } from './database.ts';
import type { JobDefinitions } from './job-definitions.ts';
import type { Migration } from './migration.ts';
import type { FunctionNetwork } from './node-function.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { RequestQueues } from './request-queues.ts';
import type { UndeliveredEvents } from './undelivered-events.ts';

/** Role of the database that the dispatcher logs in as. */
export const dispatcherUser = 'dispatcher';

/** Resources that the dispatcher works with. */
export interface DispatcherArgs {
  readonly rawVideos: PrivateBucket;
  readonly queues: RequestQueues;
  readonly jobDefinitions: JobDefinitions;
  readonly jobQueueArns: pulumi.Input<Readonly<Record<Tier, string>>>;
  readonly undelivered: UndeliveredEvents;
  readonly database: Database;
  readonly migration: Migration;
  readonly network: FunctionNetwork;
}
