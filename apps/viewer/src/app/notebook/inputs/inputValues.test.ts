import { expect, test } from 'vitest';
import { inputValues } from './inputValues.ts';

class Slider extends EventTarget {
  value = 0;
  set(value: number): void {
    this.value = value;
    this.dispatchEvent(new Event('input'));
  }
}

test('the values of an input are the present one, then one for each event that is waited for', async () => {
  const slider = new Slider();
  const values = inputValues(slider);
  expect(values.next().value).toBe(0);
  const next = values.next().value as Promise<number>;
  slider.set(3);
  expect(await next).toBe(3);
});

test('an event while the last value is in use is not lost: the newest comes next', () => {
  const slider = new Slider();
  const values = inputValues(slider);
  values.next();
  slider.set(1);
  slider.set(2);
  expect(values.next().value).toBe(2);
});

test('after return nothing is listened to', () => {
  const slider = new Slider();
  let listeners = 0;
  const counted = {
    value: 0,
    addEventListener() {
      listeners++;
    },
    removeEventListener() {
      listeners--;
    },
    dispatchEvent: () => true,
  };
  const values = inputValues(counted);
  expect(listeners).toBe(1);
  values.return(undefined);
  expect(listeners).toBe(0);
  expect(slider.value).toBe(0);
});
