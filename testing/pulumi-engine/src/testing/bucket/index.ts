import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

const config = new pulumi.Config();
const bucket = new aws.s3.Bucket(
  'b',
  { bucket: config.require('name'), tags: { days: config.require('days'), secret: pulumi.secret('hidden') } },
  { protect: true, ignoreChanges: ['tags'] },
);
if (config.getBoolean('twice')) new aws.s3.Bucket('b');

export const arn = bucket.arn;
export const rules = config.requireObject('rules');
export const zones = aws.getAvailabilityZonesOutput().names;
