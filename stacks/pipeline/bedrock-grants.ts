import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Grant } from './policy.ts';

/**
 * Matches the id of an inference profile: the id of a model behind the regions that the profile chooses from, such as
 * `eu.` or `global.`.
 */
const profileId = /^(?:[a-z]{2}|us-gov|apac|global)\.(.+)$/;

/**
 * Grants the right to ask models on Bedrock by `Converse`, and no others: the models here, or inference profiles and,
 * through those only, their models in every region.
 *
 * @param modelIds ids of models and inference profiles
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
export function bedrockGrants(modelIds: readonly string[]): Grant[] {
  if (modelIds.length === 0) return [];
  const profiles = modelIds.filter((id) => profileId.test(id));
  const asked = { Sid: 'AskModels', Action: 'bedrock:InvokeModel', Resource: modelIds.map(arnOf) };
  if (profiles.length === 0) return [asked];
  const models = {
    Sid: 'AskThroughProfiles',
    Action: 'bedrock:InvokeModel',
    Resource: profiles.map((id) => `arn:aws:bedrock:*::foundation-model/${profileId.exec(id)![1]}`),
    Condition: { StringEquals: { 'bedrock:InferenceProfileArn': profiles.map(arnOf) } },
  };
  return [asked, models];
}

function arnOf(modelId: string): pulumi.Output<string> {
  const region = aws.getRegionOutput().region;
  const account = aws.getCallerIdentityOutput().accountId;
  return profileId.test(modelId)
    ? pulumi.interpolate`arn:aws:bedrock:${region}:${account}:inference-profile/${modelId}`
    : pulumi.interpolate`arn:aws:bedrock:${region}::foundation-model/${modelId}`;
}
