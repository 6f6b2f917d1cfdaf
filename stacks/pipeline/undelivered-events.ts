import { queueSettings } from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Queue of events that a rule could not deliver, or that a handler failed on after all retries. */
export class UndeliveredEvents extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;
  readonly #name: string;

  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:UndeliveredEvents', name, {}, options);
    this.#name = name;
    this.queue = new aws.sqs.Queue(
      name,
      { sqsManagedSseEnabled: true, messageRetentionSeconds: queueSettings.deadLetterRetentionSeconds },
      { parent: this },
    );
    this.registerOutputs();
  }

  /** Allows rules to send events that they cannot deliver. */
  acceptFrom(rules: readonly aws.cloudwatch.EventRule[]): void {
    new aws.sqs.QueuePolicy(
      this.#name,
      {
        queueUrl: this.queue.url,
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Rules',
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: this.queue.arn,
              Condition: { ArnEquals: { 'aws:SourceArn': rules.map(({ arn }) => arn) } },
            },
          ],
        },
      },
      { parent: this },
    );
  }

  /** Keeps events that a function failed on; the function's role must be allowed to send to the queue. */
  keepFailuresOf(name: string, failing: aws.lambda.Function): void {
    new aws.lambda.FunctionEventInvokeConfig(
      name,
      {
        functionName: failing.name,
        maximumRetryAttempts: 2,
        destinationConfig: { onFailure: { destination: this.queue.arn } },
      },
      { parent: this },
    );
  }
}
