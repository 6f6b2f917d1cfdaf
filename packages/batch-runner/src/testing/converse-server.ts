import { once } from 'node:events';
import { createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

/** A request as it came over the wire. */
export interface ConverseRequest {
  readonly modelId: string;
  readonly body: {
    readonly messages: readonly {
      readonly role: string;
      readonly content: readonly {
        readonly text?: string;
        readonly image?: { readonly format: string; readonly source: { readonly bytes: string } };
      }[];
    }[];
    readonly inferenceConfig: { readonly maxTokens: number; readonly temperature: number };
  };
}

/** Error that the server gives in place of an answer. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/**
 * A fake of Bedrock's Converse operation (REST and JSON over HTTP/2). It confirms an event when the pictures are red.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export class ConverseServer implements AsyncDisposable {
  readonly requests: ConverseRequest[] = [];
  /** Refusals of the next requests, used up one by one; `silence` never answers. */
  readonly refusals: (Refusal | 'silence')[] = [];
  /** Words to answer with, in place of looking at the pictures; null to look. */
  words: string | null = null;
  readonly #server = createServer((request, response) => {
    void this.#respond(request, response);
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
  }

  async #respond(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const [, modelId] = /^\/model\/([^/]+)\/converse$/.exec(request.url)!;
    const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
    this.requests.push({ modelId: decodeURIComponent(modelId!), body });
    const refusal = this.refusals.shift();
    if (refusal === 'silence') return;
    response.setHeader('content-type', 'application/json');
    if (refusal) {
      response.writeHead(refusal.status, { 'x-amzn-errortype': refusal.type });
      response.end(JSON.stringify({ message: refusal.message }));
      return;
    }
    const text = this.words ?? (await seen(body));
    response.end(
      JSON.stringify({
        metrics: { latencyMs: 1 },
        output: { message: { role: 'assistant', content: [{ text }] } },
        stopReason: 'end_turn',
        usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      }),
    );
  }
}

async function seen({ messages }: ConverseRequest['body']): Promise<string> {
  const { content } = messages[0]!;
  const pictures = content.flatMap(({ image }) => (image ? [Buffer.from(image.source.bytes, 'base64')] : []));
  const statistics = await Promise.all(pictures.map((jpeg) => sharp(jpeg).stats()));
  const mean = (channel: number) =>
    statistics.reduce((sum, { channels }) => sum + channels[channel]!.mean, 0) / pictures.length / 255;
  const happened = mean(0) > mean(1) + 0.15;
  const [, asked] = /"(\w+)"/.exec(content.at(-1)!.text!)!;
  return JSON.stringify({
    happened,
    type: happened ? asked : 'none',
    sentence: happened ? 'A person in red is there' : 'Nobody in red is there',
    confidence: Math.abs(mean(0) - mean(1)),
  });
}
