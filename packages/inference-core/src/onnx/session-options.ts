import type { InferenceSession } from 'onnxruntime-node';
import type { Device, SessionSettings } from './device.ts';

type SessionOptions = InferenceSession.SessionOptions;

/**
 * Builds the options of an ONNX Runtime session. The binding for Node passes on no others that matter here;
 * docs/adr/0013-device.md lists what that leaves out.
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

/**
 * Idle threads do not spin: spinning starves the decoder and the resizer (84 instead of 55 ms for a frame of six
 * persons).
 */
const noSpinning = { 'intra_op.allow_spinning': '0', 'inter_op.allow_spinning': '0' };

/**
 * The arena keeps a run's memory for the next run: an analysis has all its memory after the first frame, or fails
 * there. (Speed and peak of the embedded detector are the same without: 50 ms and 175 MiB.) The memory pattern
 * allocates a run of known sizes as one block: 7 % faster there, for 29 MiB.
 */
const memory: SessionOptions = { enableCpuMemArena: true, enableMemPattern: true };

const providers: Readonly<Record<Device, SessionOptions['executionProviders']>> = {
  cpu: ['cpu'],
  cuda: [{ name: 'cuda', deviceId: 0 }],
};

/**
 * Session configuration per device. A GPU's arena doubles whenever it grows, which the binding cannot change; weights,
 * which never change, are therefore allocated outside it.
 */
const configOfDevice: Readonly<Record<Device, Readonly<Record<string, string>>>> = {
  cpu: {},
  cuda: { use_device_allocator_for_initializers: '1' },
};
