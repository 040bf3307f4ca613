declare module '*.css';
declare module '*?url' {
  const url: string;
  export default url;
}
declare module '*?raw' {
  const text: string;
  export default text;
}
declare module '*?notebook' {
  import type { BundledPart } from './notebook/page/bundled.ts';
  export const title: string;
  export const text: string;
  export const parts: readonly BundledPart[];
}
