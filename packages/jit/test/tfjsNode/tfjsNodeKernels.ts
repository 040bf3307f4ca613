/** Kernels in whose place @hgn/autodiff puts others, for all arguments or for those that tfjs-node refuses. */
const replaced = [
  'AvgPool',
  'AvgPool3D',
  'BitwiseAnd',
  'Conv2D',
  'Conv2DBackpropFilter',
  'Conv2DBackpropInput',
  'CropAndResize',
  'DenseBincount',
  'DepthwiseConv2dNative',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'FusedConv2D',
  'FusedDepthwiseConv2D',
  'MaxPool',
  'MaxPool3D',
  'MaxPoolWithArgmax',
  'RotateWithOffset',
  'SearchSorted',
  'Transform',
];

/** What computes a kernel on tfjs-node 4.22.0 over TensorFlow's C library 2.15.1. */
export const onTfjsNode = (kernel: string): 'yes' | 'with ours' =>
  replaced.includes(kernel) ? 'with ours' : 'yes';
