import { applyConventions } from '@deepsentinel/stack-kit';
import * as aws from '@pulumi/aws';
import { config } from './config.ts';
import { EndpointEgress, s3Endpoint } from './endpoints.ts';
import { NatEgress } from './nat-egress.ts';
import { SecurityGroups } from './security-groups.ts';
import { subnetLayout } from './subnet-layout.ts';
import { Subnets } from './subnets.ts';
import { Vpc } from './vpc.ts';

applyConventions(config);

const { vpcCidr, zones: zoneCount, egress } = config;
const region = aws.getRegionOutput().region;
const zones = aws
  .getAvailabilityZonesOutput({
    state: 'available',
    filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
  })
  .names.apply((names) => names.toSorted().slice(0, zoneCount));

const vpc = new Vpc('vpc', { cidr: vpcCidr });
const subnets = new Subnets('subnets', { vpcId: vpc.id, vpcCidr, zones, zoneCount });
const s3PrefixListId = s3Endpoint('s3', {
  vpcId: vpc.id,
  region,
  routeTableIds: [subnets.privateRouteTableId],
});
const groups = new SecurityGroups('security-groups', { vpcId: vpc.id, s3PrefixListId, egress });

if (egress === 'nat') {
  new NatEgress('nat', {
    vpcId: vpc.id,
    publicCidr: subnetLayout(vpcCidr, zoneCount)[0]!.public,
    zone: zones.apply(([first]) => first!),
    routeTableId: subnets.privateRouteTableId,
  });
} else {
  new EndpointEgress('endpoints', {
    vpcId: vpc.id,
    region,
    subnetIds: subnets.privateIds,
    securityGroupId: groups.endpoints.id,
  });
}

export const vpcId = vpc.id;
export const privateSubnetIds = subnets.privateIds;
export const databaseSubnetIds = subnets.databaseIds;
export const jobSecurityGroupId = groups.jobs.id;
export const functionSecurityGroupId = groups.functions.id;
export const databaseSecurityGroupId = groups.database.id;
