import { deploymentSchema } from '@deepsentinel/queue-contracts';
import { expect, test } from '@jest/globals';
import { openCloudDatabase } from './open-cloud-database.ts';

const tier = {
  requestQueueUrl: 'https://q',
  deadLetterQueueUrl: 'https://d',
  jobQueue: 'j',
  uploadPrefix: 'p/',
};
const deployment = deploymentSchema.parse({
  databaseUrl: 'postgres://db.example:5432/deepsentinel?sslmode=verify-full',
  databaseAuth: 'iam',
  rawVideosBucket: 'raw',
  resultsBucket: 'results',
  tiers: { lite: tier, basic: tier, premium: tier },
});

test('a description whose database cannot be logged in to says all that is wrong with it', async () => {
  delete process.env['AWS_REGION'];
  await expect(openCloudDatabase(deployment)).rejects.toThrow(
    /the deployment's database: DATABASE_URL: must name the user.*AWS_REGION: must name the region/,
  );
});
