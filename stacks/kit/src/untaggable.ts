/** Types of AWS resources in our stacks that take no tags. The rehearsal compares the list with the provider. */
const untaggable: ReadonlySet<string> = new Set([
  'aws:cloudwatch/dashboard:Dashboard',
  'aws:cloudwatch/eventTarget:EventTarget',
  'aws:ec2/route:Route',
  'aws:ec2/routeTableAssociation:RouteTableAssociation',
  'aws:ecr/lifecyclePolicy:LifecyclePolicy',
  'aws:iam/rolePolicy:RolePolicy',
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig',
  'aws:lambda/functionUrl:FunctionUrl',
  'aws:lambda/invocation:Invocation',
  'aws:lambda/permission:Permission',
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  'aws:s3/bucketNotification:BucketNotification',
  'aws:s3/bucketPolicy:BucketPolicy',
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  'aws:s3/bucketVersioning:BucketVersioning',
  'aws:sns/topicPolicy:TopicPolicy',
  'aws:sns/topicSubscription:TopicSubscription',
  'aws:sqs/queuePolicy:QueuePolicy',
  'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy',
]);

export function isTaggable(type: string): boolean {
  return type.startsWith('aws:') && !untaggable.has(type);
}
