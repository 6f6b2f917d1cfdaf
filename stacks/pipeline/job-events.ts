import { type Tier, tiers } from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { UndeliveredEvents } from './undelivered-events.ts';

export interface JobEventsArgs {
  readonly jobQueueArns: pulumi.Input<Readonly<Record<Tier, string>>>;
  readonly onOutcome: aws.lambda.Function;
  readonly onSchedule: aws.lambda.Function;
  readonly undelivered: UndeliveredEvents;
}

/**
 * Rules that call the dispatcher: ended jobs, jobs that block a queue, and the clock. An event that cannot be
 * delivered, or whose handler fails after all retries, is kept in a queue; the reconciler finds the run in any case.
 */
export class JobEvents extends pulumi.ComponentResource {
  readonly #undelivered: UndeliveredEvents;

  constructor(name: string, args: JobEventsArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:JobEvents', name, {}, options);
    const { onOutcome, onSchedule } = args;
    const queueArns = pulumi.output(args.jobQueueArns).apply((arns) => tiers.map((tier) => arns[tier]));
    const rules = {
      'job-ended': this.#rule('job-ended', {
        eventPattern: pulumi.jsonStringify({
          source: ['aws.batch'],
          'detail-type': ['Batch Job State Change'],
          detail: { jobQueue: queueArns, status: ['SUCCEEDED', 'FAILED'] },
        }),
      }),
      'queue-blocked': this.#rule('queue-blocked', {
        eventPattern: pulumi.jsonStringify({
          source: ['aws.batch'],
          'detail-type': ['Batch Job Queue Blocked'],
          detail: { jobQueue: queueArns },
        }),
      }),
      reconcile: this.#rule('reconcile', { scheduleExpression: 'rate(5 minutes)' }),
    };
    this.#undelivered = args.undelivered;
    this.#undelivered.acceptFrom(Object.values(rules));
    this.#call('job-ended', rules['job-ended'], onOutcome);
    this.#call('queue-blocked', rules['queue-blocked'], onOutcome);
    this.#call('reconcile', rules.reconcile, onSchedule);
    this.registerOutputs();
  }

  #rule(name: string, args: aws.cloudwatch.EventRuleArgs): aws.cloudwatch.EventRule {
    return new aws.cloudwatch.EventRule(name, args, { parent: this });
  }

  #call(name: string, rule: aws.cloudwatch.EventRule, handler: aws.lambda.Function): void {
    new aws.cloudwatch.EventTarget(
      name,
      {
        rule: rule.name,
        arn: handler.arn,
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
        deadLetterConfig: { arn: this.#undelivered.queue.arn },
      },
      { parent: this },
    );
    new aws.lambda.Permission(
      name,
      {
        function: handler.name,
        action: 'lambda:InvokeFunction',
        principal: 'events.amazonaws.com',
        sourceArn: rule.arn,
      },
      { parent: this },
    );
  }
}
