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
 * A model on Amazon Bedrock, for instance of the Claude Haiku class, that looks at the pictures of an event as a
 * vision-language model of the pack would. The manifest says which (`modelId`, a model or an inference profile), how long
 * an answer may get (`maxAnswerTokens`) and how long nothing may come from the service (`timeLimitSeconds`). Region and
 * credentials are those of the environment.
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

/** @throws {ModelPackError} the manifest does not state it */
function modelIdOf({ directory, slot, family, options: { modelId } }: PackedModel): string {
  if (modelId !== undefined) return modelId;
  throw new ModelPackError(`${directory}: ${slot} (${family}): the manifest states no option "modelId"`);
}
