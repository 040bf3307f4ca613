import type { Page } from 'playwright-core';

/**
 * What does not fit into the page as it is: what reaches beyond its right or left edge without being in something that
 * scrolls, words that are cut off, and controls that lie on each other.
 */
export const misfits = (page: Page): Promise<readonly string[]> => page.evaluate<string[]>(search);

// A text: what a compiler adds to functions is not there in the page.
const search = `(() => {
  const seen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
      element.closest('.visually-hidden, svg, [aria-hidden=true]') === null;
  };
  const scrolls = (element) => {
    for (let up = element.parentElement; up !== null && up !== document.documentElement; up = up.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  const named = (element) => element.tagName.toLowerCase() + ' “' + (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40) + '”';
  const found = [];
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) found.push('the page is ' + document.documentElement.scrollWidth + ' wide where ' + wide + ' is there');
  const all = [...document.querySelectorAll('main *, header *')].filter(seen);
  for (const element of all) {
    const { left, right } = element.getBoundingClientRect();
    if ((right > wide + 1 || left < -1) && !scrolls(element)) found.push(named(element) + ' reaches beyond the edge');
    const { overflowX, textOverflow } = getComputedStyle(element);
    const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (isText && ['hidden', 'clip'].includes(overflowX) && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) found.push(named(element) + ' is cut off');
  }
  const controls = all.filter((element) => element.matches('a[href], button, input, select, summary, textarea'));
  for (const [i, one] of controls.entries()) {
    for (const other of controls.slice(i + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 2) found.push(named(one) + ' and ' + named(other) + ' lie on each other');
    }
  }
  return found;
})()`;
