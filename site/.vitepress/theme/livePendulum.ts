import { integrate, methods } from '@hgn/integrators';
import { contourMap, sampleField, toSvgString } from '@hgn/viz';
import { computed, defineComponent, h, ref } from 'vue';
import { energy, pendulum } from './pendulum.ts';
import { slider } from './slider.ts';

const field = sampleField((q, p) => energy([q], [p]), { q: [-Math.PI, Math.PI], p: [-2, 2], columns: 81 });

/** The energy of a pendulum over the plane of its states, and the path that follows from a state. */
export const LivePendulum = defineComponent({
  setup() {
    const angle = ref(1.9);
    const dt = ref(0.1);
    const figure = computed(() => {
      const start = { q: Float64Array.of(angle.value), p: Float64Array.of(0) };
      const steps = Math.round(9 / dt.value);
      const path = integrate(methods.leapfrog, pendulum, start, { dt: dt.value, steps });
      return toSvgString(
        contourMap(field, {
          title: 'A pendulum, its energy and its motion',
          subtitle: `Released at ${angle.value.toFixed(2)} rad, leapfrog with dt = ${dt.value.toFixed(2)}`,
          trajectories: [{ q: path.q, p: path.p }],
        }),
      );
    });
    return () =>
      h('figure', { class: 'live' }, [
        h('div', { class: 'drawing', innerHTML: figure.value }),
        h('figcaption', { class: 'controls' }, [
          slider('First angle', angle, { min: 0.1, max: 3.1, step: 0.01 }),
          slider('dt', dt, { min: 0.02, max: 1.5, step: 0.01 }),
        ]),
      ]);
  },
});
