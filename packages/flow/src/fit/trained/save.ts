import { pickOptions, requireOptions } from '@hgn/options';
import { jitOptionNames, type JitOptions } from '@hgn/jit';
import { assertSameForm, decodeCheckpoint, encodeCheckpoint } from '@hgn/training';
import { key } from '@hgn/nn';
import type { Flow, FlowConfig } from '../../flows/flow.ts';
import { flowFromConfig } from '../../flows/fromConfig.ts';
import { trainedFlow, type FlowState, type TrainedFlow } from './trainedFlow.ts';

/**
 * Writes a trained flow as a safetensors file: parameters by their paths, the standardisation of the data, and as
 * metadata what the flow is made of. That is everything its densities and samples depend on.
 *
 * @example
 * import { key } from '@hgn/nn';
 * const flow = realNVP({ features: 2, layers: 2, hidden: [8] });
 * const bytes = saveFlow(trainedFlow(flow, { parameters: flow.init(key(0)) }));
 */
export function saveFlow({ flow, parameters, standardisation }: TrainedFlow): Uint8Array<ArrayBuffer> {
  return encodeCheckpoint({
    step: 0,
    state: { parameters, standardisation: { ...standardisation } },
    metadata: flow.config === undefined ? {} : { flow: JSON.stringify(flow.config) },
  });
}

/**
 * Reads what {@link saveFlow} wrote: the same densities and samples, bit for bit, on the same engine.
 *
 * @param options `flow` for one that was made of parts, which a file cannot describe; and how to compile
 * @throws SafetensorsError or TypeError of `@hgn/training` if the bytes are no such file.
 * @throws CheckpointMismatchError of `@hgn/training` if the file is of another flow than the one passed.
 * @example
 * import { key } from '@hgn/nn';
 * const flow = realNVP({ features: 2, layers: 2, hidden: [8] });
 * const bytes = saveFlow(trainedFlow(flow, { parameters: flow.init(key(0)) }));
 * const same = loadFlow(bytes);
 * await same.sample(3);
 * await same.dispose();
 */
export function loadFlow(
  bytes: Uint8Array,
  options: JitOptions & { readonly flow?: Flow } = {},
): TrainedFlow {
  requireOptions('loadFlow', options, { ...jitOptionNames, flow: true });
  const { state, metadata } = decodeCheckpoint(bytes);
  const flow = options.flow ?? fromMetadata(metadata.flow);
  const found = state as unknown as FlowState;
  assertSameForm(found.parameters, flow.init(key(0)));
  return trainedFlow(flow, found, pickOptions<JitOptions>(options, jitOptionNames));
}

function fromMetadata(text: string | undefined): Flow {
  if (text === undefined) {
    throw new TypeError(
      'loadFlow: the file does not tell what the flow is made of; pass the flow as the option flow',
    );
  }
  return flowFromConfig(JSON.parse(text) as FlowConfig);
}
