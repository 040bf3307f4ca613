import type { SvgNode } from './node.ts';
import { writtenAttributes } from './written.ts';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** The two methods of a DOM `Document` that `toSvgElement` calls: a browser's document, or one from a DOM library. */
export interface SvgDocument<E, T> {
  createElementNS(namespace: string, tag: string): E;
  createTextNode(text: string): T;
}

/** What `toSvgElement` needs of the elements it fills. */
export interface SvgElementLike<T> {
  setAttribute(name: string, value: string): void;
  appendChild(child: this | T): unknown;
}

/**
 * Makes real elements of a figure with the given document, ready to append to a page; nothing is attached or kept.
 *
 * @example
 * ```ts
 * import { lineChart, toSvgElement } from '@hgn/viz';
 * function show(page: Document) {
 *   page.body.append(toSvgElement(lineChart([{ label: 'q', y: [0, 1, 0] }]), page));
 * }
 * console.log(typeof show); // function
 * ```
 */
export function toSvgElement(node: SvgNode, document: Document): SVGElement;
export function toSvgElement<E extends SvgElementLike<T>, T>(node: SvgNode, document: SvgDocument<E, T>): E;
export function toSvgElement<E extends SvgElementLike<T>, T>(node: SvgNode, document: SvgDocument<E, T>): E {
  const element = document.createElementNS(SVG_NAMESPACE, node.tag);
  for (const [name, value] of writtenAttributes(node)) {
    if (name !== 'xmlns') element.setAttribute(name, value);
  }
  for (const child of node.children) {
    element.appendChild(
      typeof child === 'string' ? document.createTextNode(child) : toSvgElement<E, T>(child, document),
    );
  }
  return element;
}
