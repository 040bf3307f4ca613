/** An element that has a value and tells when it changed. */
export interface ValueElement extends EventTarget {
  readonly value?: unknown;
}

/**
 * The values of an input, the present one first, then one after each `input` event. Events that come while a value is
 * being used are not lost: the next value is then the newest. Holds a listener until `return`.
 */
export function inputValues(element: ValueElement): Generator {
  let dirty = true;
  let wake: (() => void) | undefined;
  const changed = (): void => {
    dirty = true;
    wake?.();
  };
  element.addEventListener('input', changed);
  const generator = {
    next() {
      if (dirty) {
        dirty = false;
        return { done: false, value: element.value };
      }
      const value = new Promise<unknown>((resolve) => {
        wake = () => {
          wake = undefined;
          dirty = false;
          resolve(element.value);
        };
      });
      return { done: false, value };
    },
    return(value?: unknown) {
      element.removeEventListener('input', changed);
      return { done: true, value };
    },
    throw(error: unknown) {
      element.removeEventListener('input', changed);
      throw error;
    },
    [Symbol.iterator]: () => generator,
  };
  return generator;
}
