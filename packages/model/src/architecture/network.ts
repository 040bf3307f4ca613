import type { Layer } from '@hgn/nn';
import {
  activation,
  constantChannels,
  conv2d,
  dense,
  distinctPlaces,
  eachPart,
  flatten,
  lecunNormal,
  reshape,
  residual,
  scaled,
  sequential,
  softDiscs,
  spatialSoftmax,
  upsampleNearest,
} from '@hgn/nn';
import type { LayerConfig } from './layerConfig.ts';

/**
 * Builds the layer that a list of layer configs describes, inferring every input size.
 *
 * @param configs the layers in order
 * @param inputShape shape of one sample, without the batch
 * @throws Error when a layer does not fit the shape it is given
 */
export function network(configs: readonly LayerConfig[], inputShape: readonly number[]): Layer {
  const layers: Layer[] = [];
  let shape = inputShape;
  for (const config of configs) {
    const layer = layerFor(config, shape);
    layers.push(layer);
    shape = layer.outputShape(shape);
  }
  return sequential(layers);
}

function layerFor(config: LayerConfig, shape: readonly number[]): Layer {
  switch (config.type) {
    case 'conv':
      return conv2d({
        inputs: channelsOf(shape, config.type),
        outputs: config.filters,
        kernel: config.kernel,
        stride: config.stride ?? 1,
        padding: config.padding ?? 'same',
        bias: config.bias ?? true,
        weightInit: scaled(config.gain ?? 1, lecunNormal),
      });
    case 'dense':
      if (shape.length !== 1) {
        throw new Error(
          `network: a dense layer needs a vector, but got shape [${shape.join(', ')}]; put { type: 'flatten' } before it`,
        );
      }
      return dense({
        inputs: shape[0],
        outputs: config.units,
        bias: config.bias ?? true,
        weightInit: scaled(config.gain ?? 1, lecunNormal),
      });
    case 'activation':
      return activation(config.name, config.slope === undefined ? {} : { slope: config.slope });
    case 'constantChannels':
      channelsOf(shape, config.type);
      return constantChannels({ shape: shape.slice(0, 2), channels: config.channels });
    case 'flatten':
      return flatten();
    case 'reshape':
      return reshape(config.shape);
    case 'upsample':
      channelsOf(shape, config.type);
      return upsampleNearest(2);
    case 'spatialSoftmax':
      channelsOf(shape, config.type);
      return spatialSoftmax();
    case 'distinctPlaces':
      channelsOf(shape, config.type);
      return distinctPlaces({
        ...(config.depth !== undefined && { depth: config.depth }),
        ...(config.reach !== undefined && { reach: config.reach }),
      });
    case 'softDiscs':
      if (shape.length !== 1 || shape[0] % 2 !== 0) {
        throw new Error(
          `network: softDiscs needs a vector of two coordinates a disc, but got shape [${shape.join(', ')}]; columns of all discs come before their rows`,
        );
      }
      return softDiscs({
        shape: [config.height, config.width],
        discs: shape[0] / 2,
        ...(config.radius !== undefined && { radius: config.radius }),
        ...(config.steepness !== undefined && { steepness: config.steepness }),
        ...(config.alike !== undefined && { alike: config.alike }),
      });
    case 'eachFrame': {
      const channels = channelsOf(shape, config.type);
      if (channels % config.frames !== 0) {
        throw new Error(
          `network: eachFrame needs a multiple of ${config.frames} channels, but got ${channels}; set its frames to the model's inputFrames`,
        );
      }
      return eachPart(config.frames, network(config.layers, [shape[0], shape[1], channels / config.frames]));
    }
    case 'residual': {
      const body = network(config.layers, shape);
      const outputs = body.outputShape(shape);
      if (shape.length === 1 && outputs.length === 1) {
        const [inputs] = shape;
        const [units] = outputs;
        return inputs === units
          ? residual(body)
          : residual(body, dense({ inputs, outputs: units, bias: false }));
      }
      const from = channelsOf(shape, config.type);
      const to = channelsOf(outputs, config.type);
      return from === to ? residual(body) : residual(body, conv2d({ inputs: from, outputs: to, kernel: 1 }));
    }
  }
}

function channelsOf(shape: readonly number[], layer: string): number {
  if (shape.length !== 3) {
    throw new Error(
      `network: a ${layer} layer needs [height, width, channels], but got shape [${shape.join(', ')}]; reshape first`,
    );
  }
  return shape[2];
}
