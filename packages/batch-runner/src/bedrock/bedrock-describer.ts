import {
  countConstant,
  type Describer,
  eventQuestion,
  type ModelFamily,
  positiveConstant,
  verifyingDescriber,
} from '@deepsentinel/inference-core';
import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { BedrockModel } from './bedrock-model.ts';

/**
 * Describer that asks a model on Amazon Bedrock, for instance of the Claude Haiku class, about the pictures of an
 * event. Not `local`: it is given pictures with heads blurred. The manifest names the model or inference profile (`modelId`), the length of an answer (`maxAnswerTokens`) and
 * the time that the service may stay silent (`timeLimitSeconds`). Region and credentials come from the environment.
 */
export const bedrockDescriber: ModelFamily<Describer> = async (model, loader) => {
  const modelId = modelIdOf(model);
  const bedrock = new BedrockModel({
    modelId,
    maxAnswerTokens: countConstant(model, 'maxAnswerTokens'),
    timeLimitMs: positiveConstant(model, 'timeLimitSeconds') * 1000,
  });
  loader.adopt(bedrock);
  return verifyingDescriber(`bedrock ${modelId}`, (subject) =>
    bedrock.answer(
      eventQuestion(subject, subject.pictures.length),
      subject.pictures.map(({ jpeg }) => jpeg),
    ),
  );
};

/**
 * Reads the model's id from the manifest.
 *
 * @throws {ModelPackError} the manifest does not state it
 */
function modelIdOf({ directory, slot, family, options: { modelId } }: PackedModel): string {
  if (modelId !== undefined) return modelId;
  throw new ModelPackError(`${directory}: ${slot} (${family}): the manifest states no option "modelId"`);
}
