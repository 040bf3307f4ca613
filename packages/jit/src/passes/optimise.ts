import type { GraphBuilder } from '../graph/builder.ts';
import { topologicalOrder, type Graph } from '../graph/graph.ts';
import { untilStable, type Pass } from '../graph/rewrite.ts';
import { canonicaliseMatMul } from './products/canonicaliseMatMul.ts';
import { contractSums } from './scalings/contractSums.ts';
import { composeSpatialMaps } from './convolution/composeSpatialMaps.ts';
import { expandConvolutions, type ConvolutionOptions } from './convolution/expandConvolutions.ts';
import { expandSpatialMaps } from './convolution/expandSpatialMaps.ts';
import { accumulateEarly } from './order/accumulateEarly.ts';
import { orientMatrices } from './orientation/orientMatrices.ts';
import { factorSums } from './sums/factorSums.ts';
import { fuseGemm } from './products/fuseGemm.ts';
import { mergeProducts } from './products/mergeProducts.ts';
import { outerProducts } from './products/outerProducts.ts';
import { reassociateProducts } from './products/reassociateProducts.ts';
import { scaleSums } from './scalings/scaleSums.ts';
import { scaleWeights } from './scalings/scaleWeights.ts';
import { sliceProducts } from './products/sliceProducts.ts';
import { straightenVectors } from './orientation/straightenVectors.ts';
import { sumRows } from './sums/sumRows.ts';
import { mergeSums } from './sums/mergeSums.ts';
import { foldConstants } from './simplify/foldConstants.ts';
import { simplifyAlgebra } from './simplify/simplifyAlgebra.ts';
import { simplifyShapes } from './simplify/simplifyShapes.ts';
import { sinkTransposes } from './simplify/sinkTransposes.ts';
import { fallingQuotients } from './simplify/fallingQuotients.ts';
import { splitSums } from './sums/splitSums.ts';

/** A pass by name, for statistics and dumps. */
export interface NamedPass {
  readonly name: string;
  readonly run: Pass;
}

const cleanUp = {
  foldConstants,
  simplifyAlgebra,
  simplifyShapes,
  canonicaliseMatMul,
  mergeSums,
  outerProducts,
  sliceProducts,
};
const products = { factorSums, reassociateProducts };

/** Every pass in order. */
export function pipeline(convolutions: ConvolutionOptions): NamedPass[] {
  return [
    { name: 'foldConstants', run: foldConstants },
    { name: 'simplify', run: untilStable({ ...cleanUp, ...products }) },
    { name: 'expandConvolutions', run: expandConvolutions(convolutions) },
    { name: 'layout', run: untilStable({ sinkTransposes, composeSpatialMaps, simplifyShapes }) },
    { name: 'expandSpatialMaps', run: expandSpatialMaps(convolutions) },
    { name: 'tidy', run: untilStable({ ...cleanUp, ...products, sinkTransposes }) },
    { name: 'scaleSums', run: scaleSums },
    { name: 'contractSums', run: contractSums },
    { name: 'scaleWeights', run: scaleWeights },
    { name: 'simplifyShapes', run: simplifyShapes },
    { name: 'mergeProducts', run: mergeProducts },
    { name: 'orientMatrices', run: orientMatrices },
    { name: 'straightenVectors', run: straightenVectors },
    { name: 'fuseGemm', run: fuseGemm },
    { name: 'sumRows', run: sumRows },
    { name: 'splitSums', run: splitSums },
    { name: 'fallingQuotients', run: fallingQuotients },
    { name: 'accumulateEarly', run: accumulateEarly() },
  ];
}

/** What a pass did to the size of the graph, and how long it took. */
export interface PassStatistics {
  readonly pass: string;
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  readonly milliseconds: number;
}

/** Runs the passes; `onPass` sees the graph after each. */
export function optimise(
  graph: Graph,
  build: GraphBuilder,
  passes: readonly NamedPass[],
  { onPass, clock = () => 0 }: OptimiseOptions = {},
): { graph: Graph; statistics: PassStatistics[] } {
  let current = graph;
  const statistics = passes.map(({ name, run }): PassStatistics => {
    const nodesBefore = topologicalOrder(current).length;
    const begun = clock();
    current = run(current, build);
    const milliseconds = clock() - begun;
    onPass?.(name, current);
    return { pass: name, nodesBefore, nodesAfter: topologicalOrder(current).length, milliseconds };
  });
  return { graph: current, statistics };
}

interface OptimiseOptions {
  readonly onPass?: ((name: string, graph: Graph) => void) | undefined;
  readonly clock?: () => number;
}
