// Loaded when it is needed: an import of the package itself would bring all that it has.
export { key, normal } from '@hgn/nn';
