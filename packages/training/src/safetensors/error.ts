/** Bytes that are no valid safetensors file. `tensor` names the entry at fault, where there is one. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
  readonly tensor: string | undefined;

  constructor(message: string, tensor?: string) {
    super(`decodeSafetensors: ${tensor === undefined ? '' : `tensor '${tensor}': `}${message}`);
    this.tensor = tensor;
  }
}
