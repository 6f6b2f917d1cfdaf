import { changedResources, type Rehearsal } from '@deepsentinel/pulumi-engine';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { rehearseStacks, type StackFolder, stackFolders } from '../src/index.ts';
import { rehearseOnce } from './rehearse-once.ts';

let before: Rehearsal<StackFolder>;
beforeAll(async () => {
  before = await rehearseOnce('prod');
});

/** Lists the changes that another configuration causes, by stack. */
async function changesBy(config: Parameters<typeof rehearseStacks>[1], rehearse = rehearseOnce) {
  const after = await rehearse('prod', config);
  const entries = stackFolders.map(
    (folder) => [folder, changedResources(before[folder], after[folder])] as const,
  );
  return Object.fromEntries(entries.filter(([, changes]) => changes.length > 0));
}

describe('what is released on its own schedule changes alone', () => {
  test('nothing, when nothing is changed', async () => {
    expect(await changesBy({}, rehearseStacks)).toEqual({});
  });

  test('code: an image digest changes the job definitions of its tiers', async () => {
    const cpuImage = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/runner-cpu@sha256:${'1'.repeat(64)}`;
    const definition = {
      type: 'aws:batch/jobDefinition:JobDefinition',
      kind: 'changed',
      inputs: ['containerProperties'],
    };
    expect(await changesBy({ pipeline: { cpuImage } })).toEqual({
      pipeline: [
        { ...definition, name: 'batch-runner-lite' },
        { ...definition, name: 'batch-runner-basic' },
      ],
    });
  });

  test('models: a promoted image changes the GPU environments in place', async () => {
    const promotedImageId = 'ami-0fedcba9876543210';
    const environment = {
      type: 'aws:batch/computeEnvironment:ComputeEnvironment',
      kind: 'changed',
      inputs: ['computeResources.ec2Configurations.0.imageIdOverride'],
    };
    expect(await changesBy({ 'model-ami': { promotedImageId } })).toEqual({
      'batch-gpu': [
        { ...environment, name: 'gpu-spot' },
        { ...environment, name: 'gpu-on-demand' },
      ],
    });
  });

  test('the network: another way out changes nothing but the network', async () => {
    const changes = await changesBy({ networking: { egress: 'nat' } });
    expect(Object.keys(changes)).toEqual(['networking']);
  });
});
