import type { DatabaseSync } from 'node:sqlite';
import { ClientException } from '../errors.ts';
import { batchArn } from './batch-arn.ts';
import type { CreateQueueRequest, RegisterDefinitionRequest } from './requests.ts';

/** A job definition; only the latest revision of a name is kept. */
export interface JobDefinition extends RegisterDefinitionRequest {
  readonly jobDefinitionArn: string;
  readonly revision: number;
}

/** A job queue as DescribeJobQueues gives it. */
export interface JobQueue extends CreateQueueRequest {
  readonly jobQueueArn: string;
  readonly state: 'ENABLED';
  readonly status: 'VALID';
  readonly statusReason: string;
}

interface Kinds {
  readonly definition: JobDefinition;
  readonly queue: JobQueue;
}

/** The job definitions and job queues that clients have made. */
export class Registry {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Adds the next revision of a job definition, which takes the place of the one before. */
  register(request: RegisterDefinitionRequest): JobDefinition {
    const { jobDefinitionName: name } = request;
    const revision = (this.#find('definition', name)?.revision ?? 0) + 1;
    const jobDefinitionArn = batchArn('job-definition', `${name}:${revision}`);
    const definition = { ...request, jobDefinitionArn, revision };
    this.#save('definition', name, definition);
    return definition;
  }

  /**
   * Finds the latest revision of a job definition.
   *
   * @throws {ClientException} no such definition
   */
  definition(name: string): JobDefinition {
    return required(this.#find('definition', name), `JobDefinition ${name}`);
  }

  /**
   * Adds a job queue.
   *
   * @throws {ClientException} there is one of this name
   */
  addQueue(request: CreateQueueRequest): JobQueue {
    const { jobQueueName: name } = request;
    if (this.#find('queue', name)) throw new ClientException(`Object already exists: ${name}`);
    const jobQueueArn = batchArn('job-queue', name);
    const queue: JobQueue = {
      ...request,
      jobQueueArn,
      state: 'ENABLED',
      status: 'VALID',
      statusReason: 'JobQueue Healthy',
    };
    this.#save('queue', name, queue);
    return queue;
  }

  /**
   * Finds a job queue.
   *
   * @throws {ClientException} no such queue
   */
  queue(name: string): JobQueue {
    return required(this.#find('queue', name), `JobQueue ${name}`);
  }

  /** Lists the queues, the highest priority first. */
  queues(): JobQueue[] {
    const rows = this.#database
      .prepare(`select detail from registry where kind = 'queue' order by name`)
      .all();
    const queues = rows.map((row) => JSON.parse(row['detail'] as string) as JobQueue);
    return queues.sort((a, b) => b.priority - a.priority);
  }

  #save<K extends keyof Kinds>(kind: K, name: string, detail: Kinds[K]): void {
    this.#database
      .prepare('insert or replace into registry (kind, name, detail) values (?, ?, ?)')
      .run(kind, name, JSON.stringify(detail));
  }

  #find<K extends keyof Kinds>(kind: K, name: string): Kinds[K] | undefined {
    const row = this.#database
      .prepare('select detail from registry where kind = ? and name = ?')
      .get(kind, name);
    return row && (JSON.parse(row['detail'] as string) as Kinds[K]);
  }
}

function required<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new ClientException(`${what} does not exist.`);
  return found;
}
