import { perTier, retryStrategy, type Tier, tierSettings } from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { containerProperties } from './container-properties.ts';

export interface JobDefinitionsArgs {
  /** Images of the runner, by digest. */
  readonly images: { readonly cpu: string; readonly cuda: string };
  readonly cpuPlatform: pulumi.Input<'fargate' | 'ec2'>;
  readonly jobRoleArn: pulumi.Input<string>;
  readonly executionRoleArn: pulumi.Input<string>;
  readonly logGroupNames: pulumi.Input<Readonly<Record<Tier, string>>>;
  readonly region: pulumi.Input<string>;
  readonly environment: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

/**
 * Job definitions, one for each tier. A new image makes a new revision; the dispatcher names the definition without a
 * revision.
 */
export class JobDefinitions extends pulumi.ComponentResource {
  readonly byTier: Readonly<Record<Tier, aws.batch.JobDefinition>>;

  constructor(name: string, args: JobDefinitionsArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:JobDefinitions', name, {}, options);
    this.byTier = perTier((tier) => this.#define(tier, args));
    this.registerOutputs();
  }

  #define(tier: Tier, { images, ...shared }: JobDefinitionsArgs): aws.batch.JobDefinition {
    const settings = tierSettings[tier];
    const resolved = pulumi.output(shared).apply(({ cpuPlatform, logGroupNames, ...rest }) => {
      const platform = settings.device === 'cuda' ? 'ec2' : cpuPlatform;
      const container = { ...rest, tier, settings, platform, image: images[settings.device] };
      return { platform, properties: containerProperties({ ...container, logGroup: logGroupNames[tier] }) };
    });
    return new aws.batch.JobDefinition(
      settings.jobDefinition,
      {
        type: 'container',
        platformCapabilities: resolved.apply(({ platform }) => [platform.toUpperCase()]),
        containerProperties: pulumi.jsonStringify(resolved.properties),
        retryStrategy: {
          attempts: retryStrategy.attempts,
          evaluateOnExits: [...retryStrategy.evaluateOnExit],
        },
        timeout: { attemptDurationSeconds: settings.timeoutSeconds },
        propagateTags: true,
        // A dispatcher that is being replaced may still submit the revision before.
        deregisterOnNewRevision: false,
      },
      { parent: this },
    );
  }
}
