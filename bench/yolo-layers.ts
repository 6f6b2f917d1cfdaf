import { GraphBuilder } from '@deepsentinel/onnx-writer';
import type { RandomNumbers } from './gpu/random-numbers.ts';

/** A value of the graph, float32 [N, channels, height, width]. */
export interface Features {
  readonly name: string;
  readonly channels: number;
}

interface Convolution {
  readonly to: number;
  readonly kernel: 1 | 3;
  readonly stride?: 1 | 2;
}

/**
 * Building blocks of YOLOv8, with batch normalization folded into the convolutions, as an export has them.
 *
 * @see https://github.com/ultralytics/ultralytics/blob/main/ultralytics/nn/modules/block.py
 */
export class YoloLayers {
  readonly graph = new GraphBuilder();
  readonly #random: RandomNumbers;

  constructor(random: RandomNumbers) {
    this.#random = random;
  }

  /** Adds a convolution alone; its weights keep the size of the values, and `bias` is their mean. */
  convolve(
    { name, channels }: Features,
    { to, kernel, stride = 1, bias = 0 }: Convolution & { readonly bias?: number },
  ): Features {
    const fanIn = channels * kernel * kernel;
    const weights = this.#random(to * fanIn, Math.sqrt(2 / fanIn));
    const pad = (kernel - 1) / 2;
    const inputs = [
      name,
      this.graph.float32Tensor([to, channels, kernel, kernel], weights),
      this.graph.float32List(new Array(to).fill(bias)),
    ];
    const attributes = {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    };
    return { name: this.graph.emit('Conv', inputs, attributes), channels: to };
  }

  /** Adds `Conv`: a convolution and SiLU. */
  conv(from: Features, convolution: Convolution): Features {
    const { name, channels } = this.convolve(from, convolution);
    return { name: this.graph.emit('Mul', [name, this.graph.emit('Sigmoid', [name])]), channels };
  }

  /** Adds `C2f`: half of the channels pass through a number of bottlenecks, and every stage is kept. */
  c2f(
    from: Features,
    { to, depth, shortcut }: { readonly to: number; readonly depth: number; readonly shortcut: boolean },
  ): Features {
    const half = to / 2;
    const { name } = this.conv(from, { to, kernel: 1 });
    const stages = this.graph
      .emitAll('Split', [name], { outputs: 2, attributes: { axis: 1 } })
      .map((output) => ({ name: output, channels: half }));
    for (let block = 0; block < depth; block++) {
      const last = stages.at(-1)!;
      const inner = this.conv(last, { to: half, kernel: 3 });
      const changed = this.conv(inner, { to: half, kernel: 3 });
      stages.push(
        shortcut ? { ...changed, name: this.graph.emit('Add', [last.name, changed.name]) } : changed,
      );
    }
    return this.conv(this.concat(...stages), { to, kernel: 1 });
  }

  /** Adds `SPPF`: maxima over ever larger surroundings. */
  sppf(from: Features): Features {
    const stages = [this.conv(from, { to: from.channels / 2, kernel: 1 })];
    const pool = { kernel_shape: [5, 5], strides: [1, 1], pads: [2, 2, 2, 2] };
    for (let stage = 0; stage < 3; stage++) {
      const last = stages.at(-1)!;
      stages.push({ ...last, name: this.graph.emit('MaxPool', [last.name], pool) });
    }
    return this.conv(this.concat(...stages), { to: from.channels, kernel: 1 });
  }

  upsample({ name, channels }: Features): Features {
    const attributes = {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    };
    const scales = this.graph.float32List([1, 1, 2, 2]);
    return { name: this.graph.emit('Resize', [name, '', scales], attributes), channels };
  }

  concat(...inputs: readonly Features[]): Features {
    const names = inputs.map(({ name }) => name);
    const channels = inputs.reduce((sum, input) => sum + input.channels, 0);
    return { name: this.graph.emit('Concat', names, { axis: 1 }), channels };
  }
}
