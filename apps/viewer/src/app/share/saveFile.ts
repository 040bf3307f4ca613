/** Has the browser save bytes as a file, in the folder or by the dialogue that its user has chosen for downloads. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download begins after the click has been handled; its address must live until then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A name that every file system takes: letters, digits and dashes of the text. */
export function safeName(text: string): string {
  const safe = text
    .normalize('NFKD')
    .replace(/[^\p{Letter}\p{Number}.-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return safe === '' ? 'figure' : safe;
}
