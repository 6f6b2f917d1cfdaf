import { type Tier, tiers } from '@deepsentinel/queue-contracts';
import { Option } from 'commander';

/** Every command that works with a deployment takes it. */
export const deploymentOption = () =>
  new Option(
    '--deployment <file>',
    'description of the deployment (default: $SENTINEL_DEPLOYMENT, else that of the local cloud in ./sentinel-cloud)',
  );

export const tierOption = (tier: Tier = 'basic') =>
  new Option('--tier <tier>', 'what the request pays for').choices(tiers).default(tier);
