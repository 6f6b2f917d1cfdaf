import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenDatabase } from '@deepsentinel/db-schema';
import type { Analyzer } from '@deepsentinel/inference-core';
import type { ModelPack } from '@deepsentinel/model-pack';
import type { RenderClip } from '@deepsentinel/results-api';
import { loadAnalyzer } from '../open-analyzer.ts';
import { makeClip } from './make-clip.ts';

/** Length beyond which a clip of the API shows only begin and end, milliseconds. */
const longestMs = 60_000;

/** Renders blurred clips for the results API, one at a time; the models are loaded for the first one. */
export class ClipRenderer implements AsyncDisposable {
  readonly #db: OpenDatabase['db'];
  readonly #pack: ModelPack;
  readonly #deployment: string;
  #analyzer: Promise<Analyzer> | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** @param deployment file that describes the deployment whose buckets hold the footage */
  constructor(db: OpenDatabase['db'], pack: ModelPack, deployment: string) {
    this.#db = db;
    this.#pack = pack;
    this.#deployment = deployment;
  }

  readonly render: RenderClip = (clip, signal) => {
    const rendered = this.#last.then(() => this.#render(clip, signal));
    this.#last = rendered.catch(() => null);
    return rendered;
  };

  async #render(clip: Parameters<RenderClip>[0], signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    this.#analyzer ??= loadAnalyzer(this.#pack, ['pose', 'attributes']);
    const directory = await mkdtemp(join(tmpdir(), 'sentinel-clip-'));
    try {
      const path = join(directory, 'clip.mp4');
      const job = { db: this.#db, clip, longestMs, deployment: this.#deployment, signal };
      await makeClip(path, job, await this.#analyzer);
      return await readFile(path);
    } finally {
      await rm(directory, { recursive: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await (await this.#analyzer)?.[Symbol.asyncDispose]();
  }
}
