import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface BudgetArgs {
  readonly monthlyUsd: number;
  readonly topicArn: pulumi.Input<string>;
}

/** Makes a budget that warns before an environment exceeds its monthly cost. It counts resources with our tag. */
export function budget(name: string, { monthlyUsd, topicArn }: BudgetArgs): aws.budgets.Budget {
  const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notificationType,
    comparisonOperator: 'GREATER_THAN',
    threshold,
    thresholdType: 'PERCENTAGE',
    subscriberSnsTopicArns: [topicArn],
  });
  return new aws.budgets.Budget(name, {
    budgetType: 'COST',
    timeUnit: 'MONTHLY',
    limitAmount: String(monthlyUsd),
    limitUnit: 'USD',
    costFilters: [{ name: 'TagKeyValue', values: [`user:environment$${pulumi.getStack()}`] }],
    notifications: [notify('ACTUAL', 80), notify('FORECASTED', 100)],
  });
}
