import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import { type RandomNumbers, randomNumbers } from './random-numbers.ts';

/** Factor of each residual block, which keeps the values of a deep random network finite. */
const residualShare = 0.1;

interface Convolution {
  readonly from: number;
  readonly to: number;
  readonly kernel: 1 | 3;
  readonly stride?: 1 | 2;
}

/**
 * Makes a network with MEBOW's tensors and about its cost (HRNet-W32: 28 million parameters, 7 thousand million
 * multiplications a body), with random weights: residual blocks at a quarter, a sixteenth and a thirty-second of the
 * picture in place of HRNet's parallel branches.
 *
 * In: `body` float32 [N, 3, 256, 192]. Out: `heatmaps` float32 [N, 17, 64, 48] and `hoe` float32 [N, 72].
 */
export function bodyGraph(seed: number): OnnxModel {
  const net = new RandomNet(randomNumbers(seed));
  const quarter = net.blocks(net.down(net.down('body', 3, 64), 64, 128), { channels: 128, count: 10 });
  net.graph.alias(net.convolve(quarter, { from: 128, to: 17, kernel: 1 }), 'heatmaps');
  const sixteenth = net.blocks(net.down(net.down(quarter, 128, 512), 512, 512), { channels: 512, count: 4 });
  const last = net.blocks(net.down(sixteenth, 512, 1024), { channels: 1024, count: 1 });
  const pooled = net.graph.emit('GlobalAveragePool', [last]);
  const directions = net.convolve(pooled, { from: 1024, to: 72, kernel: 1 });
  const logits = net.graph.emit('Flatten', [directions], { axis: 1 });
  net.graph.alias(net.graph.emit('Softmax', [logits], { axis: 1 }), 'hoe');
  return net.graph.model('body', {
    inputs: [{ name: 'body', type: 'float32', shape: ['N', 3, 256, 192] }],
    outputs: [
      { name: 'heatmaps', type: 'float32', shape: ['N', 17, 64, 48] },
      { name: 'hoe', type: 'float32', shape: ['N', 72] },
    ],
  });
}

class RandomNet {
  readonly graph = new GraphBuilder();
  readonly #random: RandomNumbers;

  constructor(random: RandomNumbers) {
    this.#random = random;
  }

  /** Adds a convolution with weights as He et al. draw them, so that the values keep their size. */
  convolve(input: string, { from, to, kernel, stride = 1 }: Convolution): string {
    const spread = Math.sqrt(2 / (from * kernel * kernel));
    const weights = this.#random(to * from * kernel * kernel, spread);
    const pad = (kernel - 1) / 2;
    return this.graph.emit('Conv', [input, this.graph.float32Tensor([to, from, kernel, kernel], weights)], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  }

  down(input: string, from: number, to: number): string {
    return this.graph.emit('Relu', [this.convolve(input, { from, to, kernel: 3, stride: 2 })]);
  }

  blocks(input: string, { channels, count }: { channels: number; count: number }): string {
    let value = input;
    for (let block = 0; block < count; block++) {
      const change = this.graph.emit('Relu', [
        this.convolve(value, { from: channels, to: channels, kernel: 3 }),
      ]);
      const share = this.graph.emit('Mul', [change, this.graph.float32(residualShare)]);
      value = this.graph.emit('Add', [value, share]);
    }
    return value;
  }
}
