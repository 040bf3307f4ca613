// Loaded when it is needed: an import of the package itself would bring all that it has.
export { fitChart } from '@hgn/model';
