import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface AlertsArgs {
  readonly email: string | undefined;
  readonly accountId: pulumi.Input<string>;
}

/** Topic that alarms and the budget notify, and its subscriptions. */
export class Alerts extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, { email, accountId }: AlertsArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:Alerts', name, {}, options);
    const topic = new aws.sns.Topic(name, {}, { parent: this });
    new aws.sns.TopicPolicy(
      name,
      {
        arn: topic.arn,
        policy: pulumi.jsonStringify({
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'AlarmsAndBudgets',
              Effect: 'Allow',
              Principal: { Service: ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'] },
              Action: 'sns:Publish',
              Resource: topic.arn,
              Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
            },
          ],
        }),
      },
      { parent: this },
    );
    if (email) {
      const subscription = { topic: topic.arn, protocol: 'email', endpoint: email };
      new aws.sns.TopicSubscription(name, subscription, { parent: this });
    }
    this.topicArn = topic.arn;
    this.registerOutputs();
  }
}
