import { DOMParser } from '@xmldom/xmldom';

/** Parses XML strictly with an independent parser; anything not well-formed throws. */
export function parseXml(text: string): void {
  new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(text, 'image/svg+xml');
}
