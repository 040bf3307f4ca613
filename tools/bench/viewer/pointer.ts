import { atMost, inPage, playing, quantile, type Measurement } from './bench.ts';

/** Moves of the pointer, and milliseconds between two. */
const [moves, pause] = [80, 50];

/** How long it takes from a move of the pointer that drags the body to the picture of the decoded state. */
export const pointer: Measurement = async (setting) => {
  const latencies = await inPage(
    setting,
    async (page) => {
      await page.goto(`${setting.address}#/run/quickstart`);
      await playing(page);
      const box = await page.locator('.stage-picture').boundingBox();
      if (box === null) throw new Error('bench viewer: the picture must be on screen');
      await page.evaluate(() => {
        const seen = globalThis as unknown as { latencies: number[] };
        seen.latencies = [];
        let moved: number | undefined;
        addEventListener('pointermove', ({ timeStamp }) => (moved ??= timeStamp), { capture: true });
        const draw: (this: CanvasRenderingContext2D, image: ImageData, x: number, y: number) => void =
          CanvasRenderingContext2D.prototype.putImageData;
        CanvasRenderingContext2D.prototype.putImageData = function (
          this: CanvasRenderingContext2D,
          ...given: [ImageData, number, number]
        ) {
          draw.apply(this, given);
          const since = moved;
          moved = undefined;
          if (since !== undefined) requestAnimationFrame((now) => seen.latencies.push(now - since));
        };
      });
      const x = box.x + box.width / 2;
      // The body lies somewhere on the middle line: the first place that takes hold of it is where it is.
      let grip = box.y;
      for (let y = box.y + 10; y < box.y + box.height; y += 20) {
        await page.mouse.move(x, y);
        await page.mouse.down();
        if (await page.locator('.stage-picture.holding').count()) {
          grip = y;
          break;
        }
        await page.mouse.up();
      }
      await page.evaluate(() => void ((globalThis as unknown as { latencies: number[] }).latencies = []));
      for (let move = 0; move < moves; move++) {
        await page.mouse.move(x, grip + 30 * Math.sin(move / 5));
        await page.waitForTimeout(pause);
      }
      await page.mouse.up();
      return await page.evaluate(() => (globalThis as unknown as { latencies: number[] }).latencies);
    },
    { reducedMotion: 'reduce' },
  );
  if (latencies.length < moves / 2) {
    throw new Error(`bench viewer: most of ${moves} moves must give a picture, but ${latencies.length} did`);
  }
  return [atMost('pointer to picture, 95th percentile', quantile(latencies, 0.95), 33, 'ms')];
};
