type Properties = Readonly<Record<string, unknown>>;

/** Account in which resources are "created". */
export const testAccount = { id: '123456789012', region: 'eu-central-1' } as const;

const { id: accountId, region } = testAccount;

/** Result of the creation of a resource, as far as programs read it. */
interface Creation {
  /** Physical name. */
  readonly name: string;
  readonly inputs: Properties;
}

type Answer = (creation: Creation) => Properties;

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** Makes an answer with `arn`, and the name as `id`. */
const named =
  (service: string, resource: (name: string) => string): Answer =>
  ({ name }) => ({ id: name, arn: arn(service, resource(name)) });

/** Makes an answer whose id is its ARN. */
const byArn =
  (service: string, resource: (name: string) => string): Answer =>
  ({ name }) => ({ id: arn(service, resource(name)), arn: arn(service, resource(name)) });

const role: Answer = ({ name }) => ({ id: name, arn: `arn:aws:iam::${accountId}:role/${name}` });

/** Answers by type; other types get an id made from the name, and no ARN. */
const answers: Readonly<Record<string, Answer>> = {
  'aws:iam/role:Role': role,
  'aws:iam/instanceProfile:InstanceProfile': ({ name }) => ({
    id: name,
    arn: `arn:aws:iam::${accountId}:instance-profile/${name}`,
  }),
  'aws:sqs/queue:Queue': ({ name }) => {
    const url = `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
    return { id: url, url, arn: arn('sqs', name) };
  },
  'aws:s3/bucket:Bucket': ({ name }) => ({ id: name, bucket: name, arn: `arn:aws:s3:::${name}` }),
  'aws:sns/topic:Topic': byArn('sns', (name) => name),
  'aws:lambda/function:Function': ({ name }) => ({
    id: name,
    arn: arn('lambda', `function:${name}`),
    invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn('lambda', `function:${name}`)}/invocations`,
  }),
  'aws:lambda/functionUrl:FunctionUrl': ({ name }) => ({
    id: name,
    functionUrl: `https://${name}.lambda-url.${region}.on.aws/`,
  }),
  'aws:lambda/invocation:Invocation': ({ name }) => ({ id: name, result: '{"migrations":[],"roles":[]}' }),
  'aws:batch/computeEnvironment:ComputeEnvironment': named('batch', (name) => `compute-environment/${name}`),
  'aws:batch/jobQueue:JobQueue': byArn('batch', (name) => `job-queue/${name}`),
  'aws:batch/jobDefinition:JobDefinition': ({ name }) => ({
    id: arn('batch', `job-definition/${name}:1`),
    arn: arn('batch', `job-definition/${name}:1`),
    arnPrefix: arn('batch', `job-definition/${name}`),
    revision: 1,
  }),
  'aws:ecr/repository:Repository': ({ name }) => ({
    id: name,
    arn: arn('ecr', `repository/${name}`),
    repositoryUrl: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
  }),
  'aws:cloudwatch/logGroup:LogGroup': named('logs', (name) => `log-group:${name}`),
  'aws:cloudwatch/eventRule:EventRule': named('events', (name) => `rule/${name}`),
  'aws:cloudwatch/metricAlarm:MetricAlarm': named('cloudwatch', (name) => `alarm:${name}`),
  'aws:rds/instance:Instance': ({ name, inputs }) => ({
    id: `db-${name.toUpperCase().replaceAll('-', '')}`,
    arn: arn('rds', `db:${name}`),
    resourceId: `db-${name.toUpperCase().replaceAll('-', '')}`,
    address: `${name}.abcdefghijkl.${region}.rds.amazonaws.com`,
    port: inputs['port'] ?? 5432,
    identifier: name,
    masterUserSecrets: [
      { secretArn: arn('secretsmanager', `secret:rds!db-${name}-AbCdEf`), secretStatus: 'active' },
    ],
  }),
  'aws:ec2/launchTemplate:LaunchTemplate': ({ name, inputs }) => ({
    id: `lt-${hash(name)}`,
    arn: arn('ec2', `launch-template/lt-${hash(name)}`),
    // A template whose contents change gets another version.
    latestVersion: 1 + (Number.parseInt(hash(JSON.stringify(inputs)), 16) % 1000),
  }),
  'aws:ec2/vpcEndpoint:VpcEndpoint': ({ name }) => ({
    id: `vpce-${hash(name)}`,
    prefixListId: `pl-${hash(name)}`,
  }),
  'aws:ec2/vpc:Vpc': ({ name }) => ({ id: `vpc-${hash(name)}`, arn: arn('ec2', `vpc/vpc-${hash(name)}`) }),
  'aws:ec2/subnet:Subnet': ({ name }) => ({ id: `subnet-${hash(name)}` }),
  'aws:ec2/securityGroup:SecurityGroup': ({ name }) => ({ id: `sg-${hash(name)}` }),
  'aws:imagebuilder/component:Component': ({ name, inputs }) =>
    byArn('imagebuilder', () => `component/${name}/${inputs['version']}/1`)({ name, inputs }),
  'aws:imagebuilder/imageRecipe:ImageRecipe': ({ name, inputs }) =>
    byArn('imagebuilder', () => `image-recipe/${name}/${inputs['version']}`)({ name, inputs }),
  'aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration': byArn(
    'imagebuilder',
    (name) => `infrastructure-configuration/${name}`,
  ),
  'aws:imagebuilder/distributionConfiguration:DistributionConfiguration': byArn(
    'imagebuilder',
    (name) => `distribution-configuration/${name}`,
  ),
  'aws:imagebuilder/imagePipeline:ImagePipeline': byArn('imagebuilder', (name) => `image-pipeline/${name}`),
  'aws:ssm/parameter:Parameter': ({ name }) => ({ id: name, arn: arn('ssm', `parameter${name}`) }),
};

/**
 * Computes the outputs that a provider adds to the inputs.
 *
 * @param autoname physical name of a resource that the program does not name
 */
export function createdOutputs(type: string, autoname: string, inputs: Properties): Properties {
  const given = inputs['name'] ?? inputs['bucket'] ?? inputs['identifier'];
  const name = typeof given === 'string' ? given : autoname;
  return { name, ...(answers[type]?.({ name, inputs }) ?? { id: name }) };
}

/** Answers of AWS to the data sources that programs read. */
const invokes: Readonly<Record<string, (args: Properties) => Properties>> = {
  'aws:index/getCallerIdentity:getCallerIdentity': () => ({
    accountId,
    arn: `arn:aws:iam::${accountId}:user/test`,
    id: accountId,
    userId: 'test',
  }),
  'aws:index/getRegion:getRegion': () => ({
    id: region,
    name: region,
    region,
    description: '',
    endpoint: '',
  }),
  'aws:index/getAvailabilityZones:getAvailabilityZones': () => ({
    id: region,
    names: ['a', 'b', 'c'].map((zone) => `${region}${zone}`),
    zoneIds: ['az1', 'az2', 'az3'],
    groupNames: [region],
  }),
  'aws:ssm/getParameter:getParameter': ({ name }) => ({
    id: name,
    name,
    type: 'String',
    value: 'ami-0aaaaaaaaaaaaaaaa',
    insecureValue: 'ami-0aaaaaaaaaaaaaaaa',
  }),
};

/**
 * Answers a data source.
 *
 * @throws {Error} it has no answer here
 */
export function answerInvoke(token: string, args: Properties): Properties {
  const answer = invokes[token];
  if (!answer) throw new Error(`this engine has no answer to ${token}; add one to aws-answers.ts`);
  return answer(args);
}

/** Hashes a text to eight hexadecimal digits (FNV-1a). */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return value.toString(16).padStart(8, '0');
}
