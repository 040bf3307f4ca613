/** Widths in units of the font size; upper estimates over the common system fonts, so that labels never overlap. */
const narrow = new Set("iljtfrI.,:;|!'()[] \u00a0·");
const wide = new Set('mwMW@%—…');

/**
 * Estimates how wide a line of text is, in the unit of `size`; generous for Segoe UI, Roboto and Arial, right for DejaVu Sans.
 * Figures are built where no font can be measured, so the estimate is part of the layout.
 */
export function textWidth(text: string, size: number, weight: 'normal' | 'bold' = 'normal'): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    else if (narrow.has(character)) width += 0.4;
    else if (wide.has(character)) width += 0.95;
    else if (/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]/.test(character)) width += 0.43;
    else if (/[\p{Lu}]/u.test(character)) width += 0.7;
    else if (/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60\u{1f000}-\u{1ffff}]/u.test(character))
      width += 1;
    else width += 0.61;
  }
  return width * size * (weight === 'bold' ? 1.14 : 1);
}

/** Breaks text at spaces (not at no-break spaces) into lines no wider than `width`; a word that is wider alone is cut with an ellipsis. */
export function wrapText(
  text: string,
  size: number,
  width: number,
  weight: 'normal' | 'bold' = 'normal',
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \t\n\r]+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, size, weight) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = fitWord(word, size, width, weight);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function fitWord(word: string, size: number, width: number, weight: 'normal' | 'bold'): string {
  if (textWidth(word, size, weight) <= width) return word;
  const letters = Array.from(word);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size, weight) > width) letters.pop();
  return `${letters.join('')}…`;
}
