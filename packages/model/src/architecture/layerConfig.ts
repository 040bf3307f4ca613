/** One step of a network as plain data; channel counts of the input are inferred. */
export type LayerConfig =
  | {
      readonly type: 'conv';
      readonly filters: number;
      readonly kernel: number;
      readonly stride?: 1 | 2;
      readonly padding?: 'same' | 'valid';
      readonly bias?: boolean;
      /** Factor on the first weights; 1 when absent. */
      readonly gain?: number;
    }
  | { readonly type: 'dense'; readonly units: number; readonly bias?: boolean; readonly gain?: number }
  | { readonly type: 'activation'; readonly name: ActivationName; readonly slope?: number }
  | { readonly type: 'flatten' }
  | { readonly type: 'reshape'; readonly shape: readonly number[] }
  | { readonly type: 'upsample' }
  /** Where each channel is brightest: a map to a vector of two numbers a channel. */
  | { readonly type: 'spatialSoftmax' }
  /** The same, found one after the other: a channel looks away from the places of those before it, as far as that helps. */
  | {
      readonly type: 'distinctPlaces';
      /** First depth of the hollow that a place leaves in the maps after its own; 20 when absent. */
      readonly depth?: number;
      /** First width of the hollow, where a map is 2 wide; 0.25 when absent. Wider than things lie apart, it hides neighbours. */
      readonly reach?: number;
    }
  | {
      /** A learnt soft disc at every place of a vector of two numbers a disc, each in a channel of a map. */
      readonly type: 'softDiscs';
      readonly height: number;
      readonly width: number;
      /** First radius, where a map is 2 wide; 0.25 when absent. */
      readonly radius?: number;
      /** First slope of the edges; 10 when absent. */
      readonly steepness?: number;
      /** Whether all discs share one radius and one edge; false when absent. */
      readonly alike?: boolean;
    }
  | {
      /** Learnt channels, the same for every input and starting at one, beside those of a map. */
      readonly type: 'constantChannels';
      readonly channels: number;
    }
  | { readonly type: 'residual'; readonly layers: readonly LayerConfig[] }
  | {
      /** The same layers on each of `frames` frames stacked along channels, their results side by side. */
      readonly type: 'eachFrame';
      readonly frames: number;
      readonly layers: readonly LayerConfig[];
    };

/** The activations a network config may name. */
export type ActivationName = 'relu' | 'leakyRelu' | 'softplus' | 'swish' | 'tanh' | 'sigmoid';
