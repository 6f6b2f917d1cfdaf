import * as pulumi from '@pulumi/pulumi';

export const subnetIds = [pulumi.output('subnet-1'), pulumi.output('subnet-2')];
export const settings = pulumi.output({ zones: 2 });
