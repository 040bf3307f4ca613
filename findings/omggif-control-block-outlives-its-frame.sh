#!/usr/bin/env bash
# In a GIF a graphic control block (delay, disposal, transparent colour) speaks of the one picture that follows it; a picture
# without one has none of these. omggif 1.0.10 keeps the last block for all later pictures: a second frame without a block is
# told to last half a second, to be cleared afterwards and to have a transparent colour. gifuct-js 2.1.2 forgets it, as Pillow and
# ffmpeg do. Code that reads times from omggif's frameInfo must look for the blocks itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --ignore-scripts omggif@1.0.10 gifuct-js@2.1.2
cat >run.js <<'JS'
import gifuct from 'gifuct-js';
import omggif from 'omggif';

const screen = [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
const control = [0x21, 0xf9, 4, 0b1001, 50, 0, 1, 0];
const picture = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0];
const gif = Uint8Array.from([...Buffer.from('GIF89a'), ...screen, ...control, ...picture, ...picture, 0x3b]);

const reader = new omggif.GifReader(gif);
for (const index of [0, 1]) {
  const { delay, disposal, transparent_index } = reader.frameInfo(index);
  console.log(`omggif, frame ${index}: ${delay} hundredths, disposal ${disposal}, transparent ${transparent_index}`);
}
for (const [index, { delay, disposalType, transparentIndex }] of gifuct
  .decompressFrames(gifuct.parseGIF(gif.buffer), false)
  .entries()) {
  console.log(`gifuct, frame ${index}: ${delay} ms, disposal ${disposalType}, transparent ${transparentIndex}`);
}
JS
node run.js | tee seen.txt
diff seen.txt - <<'SEEN'
omggif, frame 0: 50 hundredths, disposal 2, transparent 1
omggif, frame 1: 50 hundredths, disposal 2, transparent 1
gifuct, frame 0: 500 ms, disposal 2, transparent 1
gifuct, frame 1: undefined ms, disposal undefined, transparent undefined
SEEN
