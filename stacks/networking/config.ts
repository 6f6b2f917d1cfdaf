import { logRetentionDays, readConfig } from '@deepsentinel/stack-kit';
import { z } from 'zod';
import { isPrivateCidr16 } from './subnet-layout.ts';

const configSchema = z.object({
  vpcCidr: z
    .string()
    .refine(isPrivateCidr16, 'must be a private IPv4 network of 65,536 addresses, such as 10.20.0.0/16'),
  zones: z.union([z.literal(2), z.literal(3)], { error: 'must be 2 or 3' }),
  egress: z.enum(['nat', 'endpoints']),
  logRetentionDays,
});

export const config = readConfig(configSchema);
