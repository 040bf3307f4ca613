// What loads the TypeScript compiler stands apart, in @hgn/testing/examples: half of all test files import this one.
export { readCommandLine, type CommandLine } from './programs/commandLine.ts';
export {
  chromiumPath,
  launchChromium,
  openInBrowser,
  runInBrowser,
  type BrowserOptions,
  type ModulePage,
} from './programs/browser.ts';
export { examplesOfMarkdown, type Example } from './examples/extract.ts';
export { runCommand } from './programs/command.ts';
export { heapGrowth, tensorsLeakedBy, type HeapOptions } from './leaks.ts';
export { readNpz, type ReadArray } from './readNpz.ts';
export { hasPython, runPython } from './programs/python.ts';
export { type Closeness, toBeAllClose } from './toBeAllClose.ts';
export { installPacked, plainEnvironment, type PackedInstall } from './packed.ts';
export { mlflowStandIn, type MlflowStandIn, type StoredMetric, type StoredRun } from './programs/mlflow.ts';
export { hasTfjsNode, loadTfjsNode } from './programs/tfjsNode.ts';
export { hgnCommand } from './programs/hgnCommand.ts';
export { hasRten, runRten } from './programs/rten.ts';
export { filesToTouch, strangersCopy, type StrangersCopy } from './contributing/strangersCopy.ts';
