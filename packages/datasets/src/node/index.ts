export { CorruptDatasetError, DatasetExistsError, DatasetWriteError, MissingDatasetError } from './errors.ts';
export { generateDataset, writeDataset, type GenerateDatasetOptions } from './writeDataset.ts';
export { readDataset, readManifest } from './readDataset.ts';
export type { NewFolderOptions } from './newFolder.ts';
export type { Manifest } from './manifest.ts';
