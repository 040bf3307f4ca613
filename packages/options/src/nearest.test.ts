import { describe, expect, it } from 'vitest';
import { nearest, suggestion } from './nearest.ts';

describe('nearest', () => {
  const systems = ['mass-spring', 'pendulum', 'two-body'];

  it('finds the name behind a typing error', () => {
    expect(nearest('pendulm', systems)).toBe('pendulum');
    expect(nearest('massspring', systems)).toBe('mass-spring');
    expect(nearest('Mass-Sprign', systems)).toBe('mass-spring');
  });

  it('reads initials', () => {
    expect(nearest('lr', ['steps', 'learningRate'])).toBe('learningRate');
    expect(nearest('s', ['steps', 'learningRate'])).toBeUndefined();
  });

  it('finds the name one of whose words was meant, unless a whole name is close', () => {
    expect(nearest('sprng', ['pendulum', 'mass-spring'])).toBe('mass-spring');
    expect(nearest('rate', ['steps', 'learningRate'])).toBe('learningRate');
    expect(nearest('sprng', ['mass-spring', 'spring'])).toBe('spring');
    expect(nearest('dt', ['mass-spring', 'startTime'])).toBeUndefined();
  });

  it('stays silent when nothing is close', () => {
    expect(nearest('rocket', systems)).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });

  it('lists the choices when there is nothing to suggest', () => {
    expect(suggestion('pendulm', systems)).toBe('; did you mean pendulum?');
    expect(suggestion('rocket', systems)).toBe('; choose one of mass-spring, pendulum, two-body');
    expect(suggestion('rocket', [])).toBe('');
  });
});
