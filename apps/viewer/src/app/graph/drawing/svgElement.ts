import type { ElementProperties } from '../../style/el.ts';

/** Makes an SVG element, as `el` makes one of HTML: text becomes text. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: ElementProperties = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      made.setAttribute(attribute, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}
