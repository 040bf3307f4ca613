export { chromiumPath, launchChromium, runInBrowser, type BrowserOptions } from './browser.ts';
export { describeExamples } from './examples/describeExamples.ts';
export { heapGrowth, tensorsLeakedBy, type HeapOptions } from './leaks.ts';
export { hasPython, runPython } from './python.ts';
export { type Closeness, toBeAllClose } from './toBeAllClose.ts';
export { installPacked, type PackedInstall } from './packed.ts';
export { mlflowStandIn, type MlflowStandIn, type StoredMetric, type StoredRun } from './mlflow.ts';
export { hasTfjsNode, loadTfjsNode } from './tfjsNode.ts';
