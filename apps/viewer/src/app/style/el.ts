/** Properties and attributes of an element that is made; undefined leaves one out. */
export type ElementProperties = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Makes an element: `el('a', { href: '#/' }, 'home')`. Text becomes text, never HTML.
 *
 * @param properties attributes by name; true writes an empty one, false and undefined none
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: ElementProperties = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(attribute, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}
