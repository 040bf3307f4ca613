declare module 'omggif' {
  interface FrameInfo {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** Where its compressed pixels begin. */
    readonly data_offset: number;
    /** What happens to the frame before the next: 2 clears it, 3 brings back what was there before. */
    readonly disposal: number;
    /** How long it is shown, in hundredths of a second. */
    readonly delay: number;
  }
  /** Writes into a buffer that is large enough; colours are 0xRRGGBB. */
  export class GifWriter {
    constructor(buffer: Uint8Array, width: number, height: number, options?: { palette?: number[] });
    addFrame(
      x: number,
      y: number,
      width: number,
      height: number,
      indices: readonly number[],
      options?: { delay?: number; disposal?: number },
    ): void;
    /** How many bytes were written. */
    end(): number;
  }
  export class GifReader {
    constructor(file: Uint8Array);
    readonly width: number;
    readonly height: number;
    numFrames(): number;
    frameInfo(index: number): FrameInfo;
    decodeAndBlitFrameRGBA(index: number, rgba: Uint8Array): void;
  }
}
