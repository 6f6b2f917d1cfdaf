import {
  type Describer,
  eventQuestion,
  type ModelFamily,
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
  const modelId = stated(model, 'option', 'modelId');
  const bedrock = new BedrockModel({
    modelId,
    maxAnswerTokens: stated(model, 'constant', 'maxAnswerTokens'),
    timeLimitMs: stated(model, 'constant', 'timeLimitSeconds') * 1000,
  });
  loader.adopt(bedrock);
  return verifyingDescriber(`bedrock ${modelId}`, ({ event, pictures }) =>
    bedrock.answer(
      eventQuestion(event.type, pictures.length),
      pictures.map(({ jpeg }) => jpeg),
    ),
  );
};

type Stated = { readonly option: string; readonly constant: number };

/** @throws {ModelPackError} the manifest does not state it */
function stated<Kind extends keyof Stated>(model: PackedModel, kind: Kind, name: string): Stated[Kind] {
  const values: Readonly<Record<string, string | number>> = model[`${kind}s`];
  const value = values[name];
  if (value !== undefined) return value as Stated[Kind];
  throw new ModelPackError(
    `${model.directory}: ${model.slot} (${model.family}): the manifest states no ${kind} "${name}"`,
  );
}
