#!/usr/bin/env bash
# PNG allows Adam7 interlacing at every bit depth. fast-png 8.0.0 decodes palette pictures of 1, 2 and 4 bits, and interlaced
# ones of 8 bits, but refuses every interlaced one below 8 bits with "Unsupported filter": it takes whole bytes a pixel for the
# width of a pass, so that filter bytes are looked for in the wrong places. pngjs 7.0.0 reads all of them; sharp writes them
# as soon as `progressive` and a small palette are asked for together.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent fast-png@8.0.0 pngjs@7.0.0 sharp@0.34.5
cat >run.js <<'JS'
import { convertIndexedToRgb, decode } from 'fast-png';
import { PNG } from 'pngjs';
import sharp from 'sharp';

const [width, height] = [9, 9];
const read = (png) => {
  const expected = PNG.sync.read(png).data;
  try {
    const rgb = convertIndexedToRgb(decode(png));
    const wrong = Array.from({ length: width * height }, (_, i) => expected[4 * i] !== rgb[3 * i]);
    return `${wrong.filter(Boolean).length} pixels wrong`;
  } catch ({ message }) {
    return message.replace(/\d+$/, 'N');
  }
};
for (const colours of [2, 4, 16, 200]) {
  const raw = Buffer.from(
    Array.from({ length: 3 * width * height }, (_, i) => Math.floor(((Math.floor(i / 3) * 7) % colours) * (255 / (colours - 1)))),
  );
  const picture = sharp(raw, { raw: { width, height, channels: 3 } });
  const options = { palette: true, colours, dither: 0 };
  const [plain, interlaced] = await Promise.all([
    picture.clone().png(options).toBuffer(),
    picture.clone().png({ ...options, progressive: true }).toBuffer(),
  ]);
  console.log(`${interlaced[24]} bits: plain ${read(plain)}, interlaced ${read(interlaced)}`);
}
JS
node run.js | tee seen.txt
diff seen.txt - <<'SEEN'
1 bits: plain 0 pixels wrong, interlaced Unsupported filter: N
2 bits: plain 0 pixels wrong, interlaced Unsupported filter: N
4 bits: plain 0 pixels wrong, interlaced Unsupported filter: N
8 bits: plain 0 pixels wrong, interlaced 0 pixels wrong
SEEN
