/** Pixels per unit of a figure in a saved PNG: sharp on paper and on dense screens. */
const scale = 2;

/**
 * Paints an SVG file as PNG, at twice its size.
 *
 * @throws Error when the browser cannot paint it
 */
export async function svgToPng(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(scale * image.naturalWidth, scale * image.naturalHeight);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('svgToPng: the browser must give a 2D canvas, but gave none');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** The picture on a canvas as PNG, pixel by pixel. */
export async function canvasToPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob !== null) resolve(blob);
      else
        reject(
          new Error(
            `canvasToPng: the canvas of ${canvas.width} x ${canvas.height} pixels must give a picture, but gave none`,
          ),
        );
    }, 'image/png');
  });
}
