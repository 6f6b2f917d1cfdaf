import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const bundler = fileURLToPath(new URL('../../../../scripts/bundle-lambda.mjs', import.meta.url));

/** A function, bundled as it is deployed, in a temporary directory. */
export interface BundledLambda extends AsyncDisposable {
  readonly file: string;
  /** Output of the bundler. */
  readonly report: string;
  /**
   * Starts the function as Lambda does, in a clean process, and calls a handler once.
   *
   * @returns the handler's result
   * @throws {Error} with the output of the process in `stderr`
   */
  invoke(handler: string, event: object, environment: Readonly<Record<string, string>>): Promise<unknown>;
}

/**
 * Bundles a function.
 *
 * @param entry URL of the module whose exports are the handlers
 */
export async function bundleLambda(entry: URL): Promise<BundledLambda> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-'));
  const file = join(directory, 'lambda', 'index.mjs');
  const { stdout: report } = await run(process.execPath, [bundler, fileURLToPath(entry), file]);
  return {
    file,
    report,
    invoke: async (handler, event, env) => {
      const options = { cwd: '/', env };
      const args = ['--input-type=module', '--eval', program(file), handler, JSON.stringify(event)];
      const { stdout } = await run(process.execPath, args, options);
      return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

/** Makes a program that prints the result of a handler, or its error, as the last line; the function itself logs above it. */
function program(file: string): string {
  return `
    process.on('uncaughtException', ({ stack }) => process.stderr.write(stack, () => process.exit(1)));
    const [handler, event] = process.argv.slice(1);
    const handlers = await import(${JSON.stringify(file)});
    const context = { awsRequestId: 'request-1', functionName: 'test', getRemainingTimeInMillis: () => 30_000 };
    const result = await handlers[handler](JSON.parse(event), context);
    process.stdout.write('\\n' + JSON.stringify(result ?? null), () => process.exit());`;
}
