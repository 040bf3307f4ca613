export {
  CorruptDatasetError,
  DatasetExistsError,
  DatasetWriteError,
  MissingDatasetError,
  MissingDecoderError,
} from './errors.ts';
export { openFilms, type OpenFilmsOptions } from './import/openFilms.ts';
export type { Sequence } from './import/sequences.ts';
export { averageOnto, type Picture, type PictureBox } from './import/picture.ts';
export type { ImportOptions } from './import/importOptions.ts';
export { generateDataset, writeDataset, type GenerateDatasetOptions } from './folder/writeDataset.ts';
export { readDataset, readManifest } from './folder/readDataset.ts';
export { verifyDataset } from './verifyDataset.ts';
export { openDataset, StoredDataset } from './folder/storedDataset.ts';
export {
  convertDataset,
  openSource,
  type ConvertOptions,
  type DatasetFormat,
} from './convert/convertDataset.ts';
export type { DatasetSource, SourceHeader, StoredTrajectory } from './source.ts';
export type { TfRecordSplit } from './convert/tfrecordDataset.ts';
export type { NewFolderOptions } from './newFolder.ts';
export type { Manifest } from './folder/manifest.ts';
export { readRecordings, recordingEndings, type ReadRecordingsOptions } from './recordings/readRecordings.ts';
export { readCsv, type CsvTable } from './tables/csv.ts';
export type { CsvFormat, CsvOptions } from './tables/csvFormat.ts';
