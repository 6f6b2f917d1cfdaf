import { perTier, type Tier } from '@deepsentinel/queue-contracts';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Log groups, one for each tier; every job writes a stream into its tier's. */
export class JobLogs extends pulumi.ComponentResource {
  readonly groups: Readonly<Record<Tier, aws.cloudwatch.LogGroup>>;

  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:batch-gpu:JobLogs', name, {}, options);
    this.groups = perTier((tier) => {
      const path = `/deepsentinel/${pulumi.getStack()}/jobs/${tier}`;
      return new aws.cloudwatch.LogGroup(`jobs-${tier}`, { name: path }, { parent: this });
    });
    this.registerOutputs();
  }
}
