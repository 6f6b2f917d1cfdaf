import {
  dispatcherTimeoutSeconds,
  eventSourceSettings,
  perTier,
  type Tier,
  tierSettings,
  tiers,
} from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type Bundle, bundleOf } from './bundle.ts';
import { type DispatcherArgs, dispatcherUser } from './dispatcher-args.ts';
import { dispatcherGrants } from './dispatcher-grants.ts';
import { FunctionRole } from './function-role.ts';
import { NodeFunction } from './node-function.ts';

/**
 * The dispatcher: three handlers of one bundle with one role, which turn requests into jobs and ends of jobs into
 * outcomes.
 */
export class Dispatcher extends pulumi.ComponentResource {
  readonly onRequests: aws.lambda.Function;
  readonly onOutcome: aws.lambda.Function;
  readonly onSchedule: aws.lambda.Function;

  constructor(name: string, args: DispatcherArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:Dispatcher', name, {}, options);
    const bundle = bundleOf('@deepsentinel/dispatcher-lambda');
    const role = new FunctionRole(name, { grants: dispatcherGrants(args) }, { parent: this });
    const make = (suffix: string, handler: string) =>
      this.#handler(`${name}-${suffix}`, handler, { args, bundle, role });
    this.onRequests = make('requests', 'onRequests');
    this.onOutcome = make('outcomes', 'onOutcome');
    this.onSchedule = make('reconciler', 'onSchedule');
    args.undelivered.keepFailuresOf(`${name}-outcomes`, this.onOutcome);
    args.undelivered.keepFailuresOf(`${name}-reconciler`, this.onSchedule);
    for (const tier of tiers) this.#feed(tier, args.queues.byTier[tier].requests.arn);
    this.registerOutputs();
  }

  #handler(
    name: string,
    handler: string,
    { args, bundle, role }: { args: DispatcherArgs; bundle: Bundle; role: FunctionRole },
  ): aws.lambda.Function {
    const environment = {
      DATABASE_URL: args.migration.url(dispatcherUser),
      DATABASE_AUTH: 'iam',
      ALLOWED_BUCKETS: args.rawVideos.name,
      ROUTES: routes(args),
    };
    const timeoutSeconds = dispatcherTimeoutSeconds;
    const settings = { bundle, handler, role, timeoutSeconds, network: args.network, environment };
    return new NodeFunction(name, settings, { parent: this }).function;
  }

  #feed(tier: Tier, eventSourceArn: pulumi.Input<string>): void {
    const { batchSize, maximumBatchingWindowSeconds, maximumConcurrency } = eventSourceSettings;
    new aws.lambda.EventSourceMapping(
      tierSettings[tier].requestQueue,
      {
        eventSourceArn,
        functionName: this.onRequests.arn,
        batchSize,
        maximumBatchingWindowInSeconds: maximumBatchingWindowSeconds,
        functionResponseTypes: ['ReportBatchItemFailures'],
        // Reserved concurrency would throttle, and throttled deliveries count as failed ones.
        scalingConfig: { maximumConcurrency },
      },
      { parent: this },
    );
  }
}

/**
 * Makes the variable ROUTES.
 *
 * @see parseDispatcherConfig of dispatcher-lambda
 */
function routes({ queues, jobDefinitions, jobQueueArns }: DispatcherArgs): pulumi.Output<string> {
  const routesByTier = perTier((tier) => ({
    requestQueueArn: queues.byTier[tier].requests.arn,
    deadLetterQueueUrl: queues.byTier[tier].deadLetters.url,
    jobQueue: pulumi.output(jobQueueArns).apply((arns) => arns[tier]),
    jobDefinition: jobDefinitions.byTier[tier].name,
  }));
  return pulumi.jsonStringify(routesByTier);
}
