/** Whether a runtime is installed and its native parts load. */
export async function loads(module: 'onnxruntime-node' | 'onnxruntime-web'): Promise<boolean> {
  try {
    await import(module);
    return true;
  } catch {
    // Not installed, or not for this system: hgn doctor says which.
    return false;
  }
}
