import * as tf from '@tensorflow/tfjs-core';
import type { Info, KernelCall, KernelFunction, MendedKernel } from './mending.ts';

/** What is read from and written to a backend. */
interface Store {
  readSync(dataId: object): tf.BackendValues;
  write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object;
  disposeData(dataId: object): boolean;
}

/** What a tensor holds, wherever it lies: on the backend in use or, made earlier, on another. */
function valuesOf(here: Store, dataId: object): tf.BackendValues {
  const engine = tf.engine();
  return engine.state.tensorInfo.has(dataId) ? engine.readSync(dataId) : here.readSync(dataId);
}

function copy(from: Store, to: Store, { dataId, shape, dtype }: Info): Info {
  const values = valuesOf(from, dataId);
  // The cpu backend keeps some integers, the places of maxima, as floats.
  const typed = dtype === 'int32' ? Int32Array.from(values as ArrayLike<number>) : values;
  return { dataId: to.write(typed, shape, dtype), shape, dtype };
}

/** A kernel as tfjs' `cpu` backend computes it, on copies: what `tensorflow` brings along and can always do. */
const onHost =
  (kernelName: string): KernelFunction =>
  ({ inputs, attrs, backend }) => {
    const here = backend as Store;
    const cpu: Store | null = tf.findBackend('cpu');
    const kernel = tf.getKernel(kernelName, 'cpu');
    if (cpu === null || kernel === undefined) {
      throw new Error(
        `${kernelName}: tfjs-node has no such kernel and takes that of tfjs' cpu backend; import '@tensorflow/tfjs-backend-cpu' too`,
      );
    }
    const given = inputs as Readonly<Record<string, Info>>;
    const moved = Object.entries(given).map(([name, x]) => [name, copy(here, cpu, x)] as const);
    try {
      const result = kernel.kernelFunc({
        inputs: Object.fromEntries(moved),
        attrs: attrs ?? {},
        backend: cpu,
      });
      const outputs: Info[] = [result].flat();
      const back = outputs.map((output) => copy(cpu, here, output));
      for (const { dataId } of outputs) cpu.disposeData(dataId);
      return Array.isArray(result) ? back : back[0];
    } finally {
      for (const [, { dataId }] of moved) cpu.disposeData(dataId);
    }
  };

/** TensorFlow refuses a box of an image that is not there; tfjs' own backends leave its crop at zero. */
function cropsBeyond({ inputs, backend }: KernelCall): boolean {
  const { image, boxInd } = inputs as { image: Info; boxInd: Info };
  const places = valuesOf(backend as unknown as Store, boxInd.dataId) as ArrayLike<number>;
  return Array.from(places).some((place) => place < 0 || place >= image.shape[0]);
}

const padded = ({ attrs }: KernelCall) => {
  const { pad } = attrs as unknown as { pad: unknown };
  return pad !== 'valid' && pad !== 'same';
};

const lacking = (kernelName: string): MendedKernel => ({
  kernelName,
  backends: ['tensorflow'],
  mend: (own) => own,
  make: () => onHost(kernelName),
});

const refusing = (kernelName: string, when: (call: KernelCall) => boolean): MendedKernel => ({
  kernelName,
  backends: ['tensorflow'],
  mend: (own) => {
    const host = onHost(kernelName);
    return (call) => (when(call) ? host(call) : own(call));
  },
});

/** Kernels that the backend of tfjs-node lacks or refuses for some arguments. */
export const hostKernels: readonly MendedKernel[] = [
  ...[
    tf.BitwiseAnd,
    tf.DenseBincount,
    tf.SearchSorted,
    tf.MaxPoolWithArgmax,
    tf.Transform,
    tf.RotateWithOffset,
  ].map(lacking),
  ...[tf.MaxPool, tf.AvgPool, tf.MaxPool3D, tf.AvgPool3D].map((kernelName) => refusing(kernelName, padded)),
  refusing(tf.CropAndResize, cropsBeyond),
];
