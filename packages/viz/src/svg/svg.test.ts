import { DOMImplementation, XMLSerializer } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../test/parse.ts';
import { toSvgElement } from './dom.ts';
import { mapNodes, svgNode } from './node.ts';
import { escapeText, toSvgString } from './string.ts';

describe('svgNode', () => {
  it('rounds numbers to hundredths and leaves out what is undefined', () => {
    expect(svgNode('line', { x1: 1.23456, y1: -0.001, id: undefined }).attributes).toEqual({
      x1: 1.23,
      y1: 0,
    });
  });

  it('refuses coordinates that are not finite and says which', () => {
    expect(() => svgNode('circle', { cx: NaN })).toThrow(/cx of <circle> is NaN/);
  });
});

describe('toSvgString', () => {
  it('writes the namespace on the outermost svg only', () => {
    const text = toSvgString(svgNode('svg', {}, [svgNode('svg', { x: 1 })]));
    expect(text).toBe('<svg xmlns="http://www.w3.org/2000/svg"><svg x="1"/></svg>');
  });

  it('escapes content and attributes', () => {
    expect(toSvgString(svgNode('text', { id: '"<&>' }, ['a<b & "c"']))).toBe(
      '<text id="&quot;&lt;&amp;&gt;">a&lt;b &amp; &quot;c&quot;</text>',
    );
  });

  it('is well-formed whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (content, attribute) => {
        parseXml(toSvgString(svgNode('svg', { id: attribute }, [svgNode('text', {}, [content])])));
      }),
    );
  });

  it('replaces what XML cannot hold', () => {
    expect(escapeText('a\u0000b\ud800c\u001bd😀')).toBe('a\ufffdb\ufffdc\ufffdd😀');
  });
});

describe('toSvgElement', () => {
  it('makes the same elements in a document', () => {
    const document = new DOMImplementation().createDocument(null, 'html');
    const node = svgNode('svg', { width: 4 }, [svgNode('text', { x: 1 }, ['q < p'])]);
    const element = toSvgElement(node, document as unknown as Document);
    expect(element.namespaceURI).toBe('http://www.w3.org/2000/svg');
    expect(element.firstChild?.textContent).toBe('q < p');
    expect(new XMLSerializer().serializeToString(element as never)).toBe(
      '<svg width="4" xmlns="http://www.w3.org/2000/svg"><text x="1">q &lt; p</text></svg>',
    );
  });
});

describe('mapNodes', () => {
  it('drops the nodes for which nothing comes back', () => {
    const tree = svgNode('svg', {}, [svgNode('style', {}, ['a']), svgNode('g', {}, [svgNode('style')])]);
    expect(mapNodes(tree, (node) => (node.tag === 'style' ? undefined : node))).toEqual(
      svgNode('svg', {}, [svgNode('g')]),
    );
  });
});
