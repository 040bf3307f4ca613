import { energyError, integrate, methods } from '@hgn/integrators';
import { lineChart, toSvgString } from '@hgn/viz';
import { computed, defineComponent, h, ref } from 'vue';
import { energy, pendulum } from './pendulum.ts';
import { slider } from './slider.ts';

const shown = ['euler', 'rk4', 'leapfrog', 'pefrl4'] as const;
const steps = 2000;

/** The error of a pendulum's energy along two thousand steps, method by method. */
export const LiveEnergy = defineComponent({
  setup() {
    const dt = ref(0.2);
    const chosen = ref<ReadonlySet<string>>(new Set(['rk4', 'leapfrog', 'pefrl4']));
    const figure = computed(() => {
      const start = { q: Float64Array.of(2), p: Float64Array.of(0) };
      const series = shown
        .filter((name) => chosen.value.has(name))
        .map((name) => {
          const path = integrate(methods[name], pendulum, start, { dt: dt.value, steps, saveEvery: 4 });
          const error = energyError((q, p) => energy(q, p), path);
          return {
            label: name,
            x: path.t,
            y: Float64Array.from(error, (value) => Math.max(1e-12, Math.abs(value))),
          };
        });
      return toSvgString(
        lineChart(series, {
          title: 'Error of the energy',
          subtitle: `A pendulum over ${steps} steps of ${dt.value.toFixed(2)}`,
          xLabel: 'time',
          yLabel: '|H - H₀| / H₀',
          yScale: 'log',
        }),
      );
    });
    const toggle = (name: string): void => {
      const next = new Set(chosen.value);
      if (!next.delete(name)) next.add(name);
      chosen.value = next;
    };
    return () =>
      h('figure', { class: 'live' }, [
        h('div', { class: 'drawing', innerHTML: figure.value }),
        h('figcaption', { class: 'controls' }, [
          slider('dt', dt, { min: 0.02, max: 0.8, step: 0.01 }),
          ...shown.map((name) =>
            h('label', { class: 'choice' }, [
              h('input', { type: 'checkbox', checked: chosen.value.has(name), onChange: () => toggle(name) }),
              h('code', name),
            ]),
          ),
        ]),
      ]);
  },
});
