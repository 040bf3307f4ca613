export { CorruptDatasetError, DatasetExistsError, DatasetWriteError, MissingDatasetError } from './errors.ts';
export { generateDataset, writeDataset, type GenerateDatasetOptions } from './writeDataset.ts';
export { readDataset, readManifest } from './readDataset.ts';
export { openDataset, StoredDataset, verifyDataset } from './storedDataset.ts';
export { convertDataset, openSource, type ConvertOptions, type DatasetFormat } from './convertDataset.ts';
export type { DatasetSource, SourceHeader, StoredTrajectory } from './source.ts';
export type { NewFolderOptions } from './newFolder.ts';
export type { Manifest } from './manifest.ts';
