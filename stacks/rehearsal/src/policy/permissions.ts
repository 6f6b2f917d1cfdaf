import type { Rule } from './rule.ts';

/** Actions for which IAM knows no resource, or none that exists beforehand. */
const withoutResource: ReadonlySet<string> = new Set([
  'ecr:GetAuthorizationToken',
  'batch:DescribeJobs',
  'batch:ListJobs',
]);

/** Policies of AWS that our roles may have. */
const managedPolicies: ReadonlySet<string> = new Set([
  'arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role',
  'arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess',
  'arn:aws:iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy',
  'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
  'arn:aws:iam::aws:policy/EC2InstanceProfileForImageBuilder',
]);

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const list = (value: string | readonly string[] = []): readonly string[] => [value].flat();

/** Reads the statements of a policy document, given as an object or as JSON; none for another kind of policy. */
function statementsOf(policy: unknown): readonly Statement[] {
  const document = typeof policy === 'string' ? JSON.parse(policy) : policy;
  return (document as { readonly Statement?: readonly Statement[] }).Statement ?? [];
}

/** Rules that no role may do more than it needs. */
export const permissionRules: readonly Rule[] = [
  {
    name: 'grants name their actions and resources',
    check: ({ inputs }) =>
      inputs['policy'] === undefined ? [] : statementsOf(inputs['policy']).flatMap(excesses),
  },
  {
    name: 'only listed policies of AWS are attached',
    check: ({ type, inputs }) =>
      type === 'aws:iam/rolePolicyAttachment:RolePolicyAttachment' &&
      !managedPolicies.has(String(inputs['policyArn']))
        ? [`attaches ${inputs['policyArn']}`]
        : [],
  },
  {
    name: 'other services act for our resources only',
    check: ({ type, inputs }) =>
      type === 'aws:sqs/queuePolicy:QueuePolicy' || type === 'aws:sns/topicPolicy:TopicPolicy'
        ? statementsOf(inputs['policy']).flatMap((statement) =>
            statement.Condition ? [] : ['has no condition on its source'],
          )
        : [],
  },
];

function excesses(statement: Statement): string[] {
  if (statement.Effect !== 'Allow' || !('Resource' in statement)) return [];
  const actions = list(statement.Action);
  const anyAction = actions.filter((action) => action.includes('*')).map((action) => `allows ${action}`);
  const anyResource = list(statement.Resource).includes('*')
    ? actions
        .filter((action) => !withoutResource.has(action))
        .map((action) => `allows ${action} on everything`)
    : [];
  return [...anyAction, ...anyResource];
}
