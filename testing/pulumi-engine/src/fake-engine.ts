import { promisify } from 'node:util';
import * as grpc from '@grpc/grpc-js';
import engineServices from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineMessages from '@pulumi/pulumi/proto/engine_pb.js';
import monitorServices from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import monitorMessages from '@pulumi/pulumi/proto/resource_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import { answerInvoke, createdOutputs } from './aws-answers.ts';
import type { RegisteredResource } from './registered-resource.ts';
import { fromStruct, toStruct } from './struct.ts';

/** Exports of earlier stacks, by `organization/project/stack`. */
export type StackExports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Identity of the stack that a program runs for. */
export interface StackIdentity {
  readonly project: string;
  readonly environment: string;
  /** Pattern of physical names: `${project}`, `${stack}`, `${name}` and `${hex(n)}` are replaced. */
  readonly autonaming: string;
}

/**
 * A fake of Pulumi's engine and resource monitor during a first `pulumi up`: each registered resource is created at
 * once, with outputs such as AWS would give. Nothing leaves this machine.
 *
 * @see https://github.com/pulumi/pulumi/tree/master/proto/pulumi
 */
export class FakeEngine implements AsyncDisposable {
  readonly resources: RegisteredResource[] = [];
  /** Exports of the program. */
  exports: Readonly<Record<string, unknown>> = {};
  /** Messages of severity error. */
  readonly errors: string[] = [];
  readonly #server = new grpc.Server({ 'grpc.max_receive_message_length': -1 });
  readonly #known: StackExports;
  readonly #stack: StackIdentity;
  #rootUrn = '';

  constructor(stack: StackIdentity, known: StackExports) {
    this.#stack = stack;
    this.#known = known;
  }

  /**
   * Starts both services.
   *
   * @returns their address, `127.0.0.1:<port>`
   */
  async listen(): Promise<string> {
    this.#server.addService(monitorServices.ResourceMonitorService, this.#monitor());
    this.#server.addService(engineServices.EngineService, this.#engine());
    const bind = promisify(this.#server.bindAsync.bind(this.#server));
    return `127.0.0.1:${await bind('127.0.0.1:0', grpc.ServerCredentials.createInsecure())}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
  }

  #engine(): grpc.UntypedServiceImplementation {
    return {
      log: answering((request: engineMessages.LogRequest) => {
        if (request.getSeverity() === engineMessages.LogSeverity.ERROR)
          this.errors.push(request.getMessage());
        return new empty.Empty();
      }),
      getRootResource: answering(() => {
        const response = new engineMessages.GetRootResourceResponse();
        response.setUrn(this.#rootUrn);
        return response;
      }),
      setRootResource: answering((request: engineMessages.SetRootResourceRequest) => {
        this.#rootUrn = request.getUrn();
        return new engineMessages.SetRootResourceResponse();
      }),
    };
  }

  #monitor(): grpc.UntypedServiceImplementation {
    return {
      // No optional feature: secrets come in plain text and resources as their ids.
      supportsFeature: answering(() => new monitorMessages.SupportsFeatureResponse()),
      registerResource: answering((request: monitorMessages.RegisterResourceRequest) =>
        this.#register(request),
      ),
      registerResourceOutputs: answering((request: monitorMessages.RegisterResourceOutputsRequest) => {
        if (request.getUrn() === this.#rootUrn) this.exports = fromStruct(request.getOutputs());
        return new empty.Empty();
      }),
      readResource: answering((request: monitorMessages.ReadResourceRequest) => this.#read(request)),
      invoke: answering((request: monitorMessages.ResourceInvokeRequest) => {
        const response = new monitorMessages.ResourceInvokeResponse();
        response.setReturn(toStruct(answerInvoke(request.getTok(), fromStruct(request.getArgs()))));
        return response;
      }),
      signalAndWaitForShutdown: answering(() => new empty.Empty()),
    };
  }

  #register(request: monitorMessages.RegisterResourceRequest): monitorMessages.RegisterResourceResponse {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = this.#urn(type, name, parent);
    if (this.resources.some((registered) => registered.urn === urn)) {
      throw new Error(`duplicate resource URN "${urn}"`);
    }
    const inputs = fromStruct(request.getObject());
    const custom = request.getCustom();
    const outputs = custom ? createdOutputs(type, this.#autoname(name), inputs) : {};
    this.resources.push({ urn, type, name, parent, custom, inputs, outputs, options: optionsOf(request) });
    const response = new monitorMessages.RegisterResourceResponse();
    response.setUrn(urn);
    if (custom) response.setId(String(outputs['id']));
    response.setObject(toStruct({ ...inputs, ...outputs }));
    return response;
  }

  #read(request: monitorMessages.ReadResourceRequest): monitorMessages.ReadResourceResponse {
    const id = request.getId();
    const exports = this.#known[id];
    if (request.getType() !== 'pulumi:pulumi:StackReference') {
      throw new Error(`this engine knows no ${request.getType()} to read`);
    }
    if (!exports) throw new Error(`unknown stack "${id}"`);
    const response = new monitorMessages.ReadResourceResponse();
    response.setUrn(this.#urn(request.getType(), request.getName(), request.getParent()));
    response.setProperties(toStruct({ name: id, outputs: exports, secretOutputNames: [] }));
    return response;
  }

  /**
   * Makes a physical name.
   *
   * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming-configuration
   */
  #autoname(name: string): string {
    const { project, environment, autonaming } = this.#stack;
    const values: Readonly<Record<string, string>> = { project, stack: environment, name };
    return autonaming
      .replace(/\$\{hex\((\d+)\)\}/, (_, digits: string) => '1a2b3c4d'.slice(0, Number(digits)))
      .replace(/\$\{(\w+)\}/g, (_, key: string) => values[key]!);
  }

  #urn(type: string, name: string, parent: string): string {
    const parentType = parent.split('::')[2] ?? '';
    const isRoot = parentType === '' || parentType === 'pulumi:pulumi:Stack';
    const qualified = isRoot ? type : `${parentType}$${type}`;
    return `urn:pulumi:${this.#stack.environment}::${this.#stack.project}::${qualified}::${name}`;
  }
}

function optionsOf(request: monitorMessages.RegisterResourceRequest): RegisteredResource['options'] {
  return {
    protect: request.getProtect() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    dependencies: request.getDependenciesList(),
  };
}

/** Makes the handler of a unary call that is answered at once; an error fails the call. */
function answering<Request, Response>(answer: (request: Request) => Response) {
  return (
    { request }: { readonly request: Request },
    callback: (error: grpc.ServiceError | null, response?: Response) => void,
  ): void => {
    let response: Response;
    try {
      response = answer(request);
    } catch (error) {
      const { message } = error as Error;
      callback(
        Object.assign(new Error(message), {
          code: grpc.status.UNKNOWN,
          details: message,
        }) as grpc.ServiceError,
      );
      return;
    }
    callback(null, response);
  };
}
