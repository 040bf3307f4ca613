import { describeLayer } from '../../test/describeLayer.ts';
import { activation } from './activation.ts';
import { eachPart } from './combined/eachPart.ts';
import { mlp } from './combined/mlp.ts';
import { residual } from './combined/residual.ts';
import { sequential } from './combined/sequential.ts';
import { dense } from './dense.ts';
import { depthToSpace, spaceToDepth } from './image/blocks.ts';
import { constantChannels } from './image/constantChannels.ts';
import { conv2d } from './image/conv2d.ts';
import { distinctPlaces } from './image/distinctPlaces.ts';
import { softDiscs } from './image/softDiscs.ts';
import { spatialSoftmax } from './image/spatialSoftmax.ts';
import { upsampleNearest } from './image/upsampleNearest.ts';
import { flatten, reshape } from './shapes.ts';

describeLayer('dense', () => dense({ inputs: 3, outputs: 4 }), { inputShape: [3], wrongShape: [4] });
describeLayer('dense on rank 3', () => dense({ inputs: 3, outputs: 2 }), { inputShape: [5, 3] });

const image = { inputShape: [4, 6, 3], wrongShape: [4, 6, 2] };
const channels = { inputs: 3, outputs: 2 };
describeLayer('conv2d 3x3', () => conv2d({ ...channels, kernel: 3 }), image);
describeLayer('conv2d 3x3 stride 2', () => conv2d({ ...channels, kernel: 3, stride: 2 }), image);
describeLayer(
  'conv2d 2x2 stride 2 VALID',
  () => conv2d({ ...channels, kernel: 2, stride: 2, padding: 'valid' }),
  image,
);
describeLayer('conv2d 2x2 asymmetric SAME', () => conv2d({ ...channels, kernel: 2 }), image);
describeLayer('conv2d 4x4 asymmetric SAME', () => conv2d({ ...channels, kernel: 4 }), image);
describeLayer('conv2d 1x1', () => conv2d({ ...channels, kernel: 1 }), image);
describeLayer(
  'conv2d 3x3 stride 2 padding 1',
  () => conv2d({ ...channels, kernel: 3, stride: 2, padding: 1 }),
  image,
);

for (const name of ['softplus', 'swish', 'tanh', 'sigmoid'] as const) {
  describeLayer(name, () => activation(name), { inputShape: [3, 2] });
}
for (const name of ['relu', 'leakyRelu'] as const) {
  describeLayer(name, () => activation(name), { inputShape: [3, 2], smooth: false, stepSize: 1e-3 });
}

describeLayer('constantChannels', () => constantChannels({ shape: [2, 3], channels: 2 }), {
  inputShape: [2, 3, 1],
  wrongShape: [3, 3, 1],
  drawn: false,
});
describeLayer('flatten', flatten, { inputShape: [2, 3, 2] });
describeLayer('reshape', () => reshape([3, 4]), { inputShape: [2, 3, 2], wrongShape: [5] });
describeLayer('upsampleNearest', () => upsampleNearest(2), { inputShape: [2, 3, 2], wrongShape: [4] });
describeLayer('spaceToDepth', () => spaceToDepth(2), { inputShape: [4, 6, 1], wrongShape: [3, 6, 1] });
describeLayer('depthToSpace', () => depthToSpace(2), { inputShape: [2, 3, 8], wrongShape: [2, 3, 6] });

describeLayer('spatialSoftmax', spatialSoftmax, { inputShape: [3, 4, 2], wrongShape: [4] });

describeLayer('distinctPlaces', () => distinctPlaces(), {
  inputShape: [3, 4, 3],
  wrongShape: [4],
  drawn: false,
});
describeLayer('softDiscs', () => softDiscs({ shape: [4, 5], discs: 2 }), {
  inputShape: [4],
  wrongShape: [6],
  drawn: false,
});
describeLayer('softDiscs alike', () => softDiscs({ shape: [4, 5], discs: 2, alike: true }), {
  inputShape: [4],
  wrongShape: [6],
  drawn: false,
});

describeLayer('mlp', () => mlp({ inputs: 3, hidden: [8, 8], outputs: 2, activation: 'tanh' }), {
  inputShape: [3],
  wrongShape: [2],
});
describeLayer(
  'an energy of convolutions',
  () =>
    sequential([
      conv2d({ inputs: 2, outputs: 4, kernel: 3 }),
      activation('softplus'),
      conv2d({ inputs: 4, outputs: 4, kernel: 2, stride: 2, padding: 'valid' }),
      activation('softplus'),
      conv2d({ inputs: 4, outputs: 4, kernel: 2 }),
      activation('softplus'),
      conv2d({ inputs: 4, outputs: 1, kernel: 2, stride: 2, padding: 'valid' }),
    ]),
  { inputShape: [4, 4, 2], wrongShape: [4, 4, 3] },
);
describeLayer('eachPart of a vector', () => eachPart(3, dense({ inputs: 2, outputs: 4 })), {
  inputShape: [6],
  wrongShape: [7],
});
describeLayer(
  'eachPart of frames stacked along channels',
  () =>
    eachPart(2, sequential([conv2d({ ...channels, kernel: 3, stride: 2 }), activation('tanh'), flatten()])),
  { inputShape: [4, 4, 6], wrongShape: [4, 4, 5] },
);
describeLayer(
  'a residual up-sampling block',
  () =>
    sequential([
      upsampleNearest(2),
      residual(
        sequential([conv2d({ inputs: 2, outputs: 3, kernel: 3 }), activation('tanh')]),
        conv2d({ inputs: 2, outputs: 3, kernel: 1 }),
      ),
      activation('sigmoid'),
    ]),
  { inputShape: [2, 2, 2], wrongShape: [2, 2, 3] },
);
