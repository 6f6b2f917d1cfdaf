import {
  AccessDeniedException,
  BedrockRuntimeClient,
  type ContentBlock,
  ConverseCommand,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime';
import { DescriberUnavailableError, type LoadedNetwork } from '@deepsentinel/inference-core';
import { ModelPackError } from '@deepsentinel/model-pack';

/** Model to ask, and limits of its answer. */
export interface BedrockModelSettings {
  readonly modelId: string;
  readonly maxAnswerTokens: number;
  readonly timeLimitMs: number;
}

/** Errors of the service that no retry helps against. */
const refusals = [AccessDeniedException, ResourceNotFoundException, ValidationException];

/** Asks a model through Bedrock's Converse operation. Errors that may pass are retried by the SDK. */
export class BedrockModel implements LoadedNetwork {
  readonly #settings: BedrockModelSettings;
  readonly #client: BedrockRuntimeClient;
  #busyMs = 0;

  constructor(settings: BedrockModelSettings) {
    this.#settings = settings;
    this.#client = new BedrockRuntimeClient({ requestHandler: { requestTimeout: settings.timeLimitMs } });
  }

  get busyMs(): number {
    return this.#busyMs;
  }

  /**
   * Asks a question about pictures.
   *
   * @param jpegs encoded pictures, shown before the question
   * @returns the answer as it came, empty when the model said nothing
   * @throws {ModelPackError} the account may not use the model, or there is none of that name that takes pictures
   * @throws {DescriberUnavailableError} the service throttled, failed or stayed silent, also when it was asked again
   */
  async answer(question: string, jpegs: readonly Uint8Array[]): Promise<string> {
    const startedAt = performance.now();
    try {
      const { output } = await this.#client.send(this.#command(question, jpegs));
      return (output?.message?.content ?? []).map(({ text }) => text ?? '').join('');
    } catch (cause) {
      throw await this.#explained(cause);
    } finally {
      this.#busyMs += performance.now() - startedAt;
    }
  }

  async dispose(): Promise<void> {
    this.#client.destroy();
  }

  #command(question: string, jpegs: readonly Uint8Array[]): ConverseCommand {
    const { modelId, maxAnswerTokens: maxTokens } = this.#settings;
    const pictures = jpegs.map((bytes): ContentBlock => ({ image: { format: 'jpeg', source: { bytes } } }));
    const content = [...pictures, { text: question }];
    return new ConverseCommand({
      modelId,
      messages: [{ role: 'user', content }],
      inferenceConfig: { maxTokens, temperature: 0 },
    });
  }

  async #explained(cause: unknown): Promise<Error> {
    const refusal = refusals.find((refusing) => cause instanceof refusing);
    if (!refusal) {
      const { name, message } = cause as Error;
      return new DescriberUnavailableError(`${this.#settings.modelId}: ${name}: ${message}`, { cause });
    }
    const region = await this.#client.config.region();
    return new ModelPackError(
      `Bedrock refuses the model "${this.#settings.modelId}" in ${region}: ${(cause as Error).message}; check the manifest's modelId, the account's access to that model, and that the job's role allows bedrock:InvokeModel on it`,
      { cause },
    );
  }
}
