import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { defineAsyncComponent, h } from 'vue';
import './style.css';

const LivePendulum = defineAsyncComponent(async () => (await import('./livePendulum.ts')).LivePendulum);

const theme: Theme = {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => h(LivePendulum) }),
  enhanceApp({ app }) {
    app.component('LivePendulum', LivePendulum);
    app.component(
      'LiveEnergy',
      defineAsyncComponent(async () => (await import('./liveEnergy.ts')).LiveEnergy),
    );
    app.component(
      'LiveNotebook',
      defineAsyncComponent(async () => (await import('./liveNotebook.ts')).LiveNotebook),
    );
  },
};

// VitePress asks for a default export here.
export default theme;
