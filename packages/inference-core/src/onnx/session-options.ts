import type { InferenceSession } from 'onnxruntime-node';
import type { Device, SessionSettings } from './device.ts';

type SessionOptions = InferenceSession.SessionOptions;

/**
 * Everything that ONNX Runtime is told about a device. What is not here keeps the runtime's default because the binding
 * for Node passes nothing else on; docs/adr/0013-device.md lists what that leaves out.
 *
 * @see https://github.com/microsoft/onnxruntime/blob/main/js/node/src/session_options_helper.cc for what is passed on
 */
export function sessionOptions({ device, threads }: SessionSettings): SessionOptions {
  return {
    ...memory,
    executionProviders: providers[device]!,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    extra: { session: { ...configOfDevice[device], ...noSpinning } },
  };
}

/** Spinning threads starve the decoder and the resizer: a six-person frame fell from 84 to 55 ms without. */
const noSpinning = { 'intra_op.allow_spinning': '0', 'inter_op.allow_spinning': '0' };

/**
 * The arena keeps what a run has used for the next: an analysis has its memory after the first frame, or fails there.
 * (Speed and peak of the embedded detector are the same without: 50 ms and 175 MiB.) The memory pattern lays a run of
 * known sizes out in one block: 7 % faster there, for 29 MiB.
 */
const memory: SessionOptions = { enableCpuMemArena: true, enableMemPattern: true };

const providers: Readonly<Record<Device, SessionOptions['executionProviders']>> = {
  cpu: ['cpu'],
  cuda: [{ name: 'cuda', deviceId: 0 }],
};

/**
 * The arena of a GPU doubles whenever it grows, and the binding cannot tell it otherwise; weights, which never change,
 * are therefore kept outside.
 */
const configOfDevice: Readonly<Record<Device, Readonly<Record<string, string>>>> = {
  cpu: {},
  cuda: { use_device_allocator_for_initializers: '1' },
};
