import { withBase } from 'vitepress';
import { defineComponent, h, ref } from 'vue';

/** A notebook of the viewer, in a frame that is loaded when the reader asks for it. */
export const LiveNotebook = defineComponent({
  props: {
    /** Which of the viewer's notebooks. */
    name: { type: String, required: true },
    /** What the button says. */
    title: { type: String, required: true },
  },
  setup(props) {
    const isOpen = ref(false);
    const address = `${withBase('/viewer/index.html')}#/notebook/${props.name}`;
    return () =>
      h('div', { class: 'notebook' }, [
        isOpen.value
          ? h('iframe', { src: address, title: props.title })
          : h('button', { type: 'button', onClick: () => (isOpen.value = true) }, props.title),
        h('a', { href: address, target: '_blank', rel: 'noopener' }, 'Open in a page of its own'),
      ]);
  },
});
