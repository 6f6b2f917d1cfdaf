import { type Tier, tiers } from '@deepsentinel/queue-contracts';
import { Option } from 'commander';

/** Makes the option `--deployment` of commands that work with a deployment. */
export const deploymentOption = () =>
  new Option(
    '--deployment <file>',
    'file that describes the deployment (default: $SENTINEL_DEPLOYMENT, or else the local cloud in ./sentinel-cloud)',
  );

export const tierOption = (tier: Tier = 'basic') =>
  new Option('--tier <tier>', 'tier of the request').choices(tiers).default(tier);
