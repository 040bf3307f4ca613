const gradientKernel = 'computes a gradient of tfjs that this package replaces; no op reaches it';
const fused = 'runs inside an op of tf.fused, which has the gradients of its parts';
const complex = "complex numbers: tfjs' tape carries float32 gradients only";
const text = 'works on strings';
const sparse = 'works on sparse or ragged tensors';
const pixels = 'reads or draws pixels';
const noInput = 'makes a tensor from numbers alone';
const unused = 'named by tfjs, but no op runs it';

/**
 * The kernels of tfjs that have no gradient here, and why. Differentiating through one is an error of tfjs
 * ("gradient function not found for …"), never a wrong number.
 */
export const kernelsWithoutGradient: Readonly<Record<string, string>> = {
  AvgPoolGrad: gradientKernel,
  AvgPool3DGrad: gradientKernel,
  Dilation2DBackpropFilter: gradientKernel,
  Dilation2DBackpropInput: gradientKernel,
  EluGrad: gradientKernel,
  LRNGrad: gradientKernel,
  MaxPoolGrad: gradientKernel,
  MaxPool3DGrad: gradientKernel,
  ResizeBilinearGrad: gradientKernel,
  ResizeNearestNeighborGrad: gradientKernel,

  _FusedMatMul: fused,
  FusedConv2D: fused,
  FusedDepthwiseConv2D: fused,

  Complex: complex,
  ComplexAbs: complex,
  FFT: complex,
  IFFT: complex,
  Imag: complex,
  Real: complex,

  StaticRegexReplace: text,
  StringNGrams: text,
  StringSplit: text,
  StringToHashBucketFast: text,

  RaggedGather: sparse,
  RaggedRange: sparse,
  RaggedTensorToTensor: sparse,
  SparseFillEmptyRows: sparse,
  SparseReshape: sparse,
  SparseSegmentMean: sparse,
  SparseSegmentSum: sparse,
  SparseToDense: sparse,

  Draw: pixels,
  FromPixels: pixels,

  Fill: noInput,
  LinSpace: noInput,
  Range: noInput,

  BroadcastArgs: 'computes a shape',
  NonMaxSuppressionV4: 'chooses boxes: integers and a count',
  NonMaxSuppressionV5: 'chooses and rescores boxes',
  Unique: 'has an output shape that depends on values',

  BroadcastTo: unused,
  LogicalXor: unused,
  LogSoftmax: unused,
  LowerBound: unused,
  MatrixBandPart: unused,
  Pool: unused,
  UpperBound: unused,
};
