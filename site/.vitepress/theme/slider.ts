import { h, type Ref, type VNode } from 'vue';

/** A labelled slider that writes into `value`. */
export function slider(
  label: string,
  value: Ref<number>,
  { min, max, step }: { readonly min: number; readonly max: number; readonly step: number },
): VNode {
  return h('label', { class: 'slider' }, [
    h('span', label),
    h('input', {
      type: 'range',
      min,
      max,
      step,
      value: value.value,
      onInput: (event: Event) => (value.value = Number((event.target as HTMLInputElement).value)),
    }),
    h('output', value.value.toFixed(2)),
  ]);
}
