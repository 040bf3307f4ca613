/** What a spreadsheet would take for a formula, with the apostrophe by which it is taken for words. */
export const asWords = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** The words themselves: the other way round. */
export const fromWords = (text: string): string => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text);
