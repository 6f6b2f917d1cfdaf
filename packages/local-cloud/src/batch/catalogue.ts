import type { DatabaseSync } from 'node:sqlite';
import type { ComputeEnvironmentDetail, JobQueueDetail } from '@aws-sdk/client-batch';
import { batchArn, nameOf } from './batch-arn.ts';
import { ClientException } from './client-exception.ts';
import type { RegisterDefinitionRequest } from './requests.ts';

/** One revision, as DescribeJobDefinitions gives it. */
export interface JobDefinition extends RegisterDefinitionRequest {
  readonly jobDefinitionArn: string;
  readonly revision: number;
  readonly status: 'ACTIVE';
  readonly containerOrchestrationType: 'ECS';
}

export interface JobQueue extends JobQueueDetail {
  readonly jobQueueName: string;
  readonly jobQueueArn: string;
  readonly priority: number;
}

interface Kinds {
  readonly definition: JobDefinition;
  readonly queue: JobQueue;
  readonly environment: ComputeEnvironmentDetail;
}

const nothingMounted = { volumes: [], mountPoints: [], ulimits: [], secrets: [] };

/** What jobs are made from: job definitions, job queues and compute environments. */
export class Catalogue {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Adds the next revision of a job definition. */
  register(request: RegisterDefinitionRequest): JobDefinition {
    const { jobDefinitionName } = request;
    const revision = (this.#find('definition', jobDefinitionName)?.revision ?? 0) + 1;
    const jobDefinitionArn = batchArn('job-definition', `${jobDefinitionName}:${revision}`);
    const definition: JobDefinition = {
      ...request,
      containerProperties: { ...nothingMounted, ...request.containerProperties },
      jobDefinitionArn,
      revision,
      status: 'ACTIVE',
      containerOrchestrationType: 'ECS',
    };
    this.#insert('definition', jobDefinitionName, definition, revision);
    return definition;
  }

  /**
   * @param reference a name (the latest revision), `name:revision`, or an ARN of either
   * @throws {ClientException} no such definition
   */
  definition(reference: string): JobDefinition {
    const [name = '', revision] = nameOf(reference).split(':');
    return required(this.#find('definition', name, revision), `JobDefinition ${reference}`);
  }

  /** All revisions of all definitions. */
  definitions(): JobDefinition[] {
    return this.#all('definition');
  }

  /** @throws {ClientException} there is one of this name */
  addQueue(queue: JobQueue): void {
    this.#insert('queue', queue.jobQueueName, queue);
  }

  /** @throws {ClientException} no such queue */
  queue(nameOrArn: string): JobQueue {
    return required(this.#find('queue', nameOf(nameOrArn)), `JobQueue ${nameOrArn}`);
  }

  /** The one that is served first comes first. */
  queues(): JobQueue[] {
    return this.#all('queue').sort((a, b) => b.priority - a.priority);
  }

  /** @throws {ClientException} there is one of this name */
  addEnvironment(environment: ComputeEnvironmentDetail & { computeEnvironmentName: string }): void {
    this.#insert('environment', environment.computeEnvironmentName, environment);
  }

  /** @throws {ClientException} no such compute environment */
  environment(nameOrArn: string): ComputeEnvironmentDetail {
    return required(this.#find('environment', nameOf(nameOrArn)), `ComputeEnvironment ${nameOrArn}`);
  }

  environments(): ComputeEnvironmentDetail[] {
    return this.#all('environment');
  }

  #insert<K extends keyof Kinds>(kind: K, name: string, detail: Kinds[K], revision = 1): void {
    const { changes } = this.#database
      .prepare(
        'insert into catalogue (kind, name, revision, detail) values (?, ?, ?, ?) on conflict do nothing',
      )
      .run(kind, name, revision, JSON.stringify(detail));
    if (changes === 0) throw new ClientException(`Object already exists: ${name}`);
  }

  #find<K extends keyof Kinds>(kind: K, name: string, revision?: string): Kinds[K] | undefined {
    const row = this.#database
      .prepare(
        `select detail from catalogue where kind = ? and name = ? and revision = coalesce(?, revision)
          order by revision desc limit 1`,
      )
      .get(kind, name, revision ?? null);
    return row && (JSON.parse(row['detail'] as string) as Kinds[K]);
  }

  #all<K extends keyof Kinds>(kind: K): Kinds[K][] {
    const rows = this.#database
      .prepare('select detail from catalogue where kind = ? order by name, revision')
      .all(kind);
    return rows.map((row) => JSON.parse(row['detail'] as string) as Kinds[K]);
  }
}

function required<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new ClientException(`${what} does not exist.`);
  return found;
}
