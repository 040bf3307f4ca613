/** Folders and files of a run that a page does not need to play it. */
const left = /^(checkpoints|tensorboard|figures|export)\/|^(report\.html|config\.resolved\.yaml)$/;

/** Bytes of all files beside the model that travel along; larger ones stay at home. */
const mostBytes = 1_500_000;

/**
 * The files of a run, beside its exported model, that travel in a shared page: what is known of it, its metrics and its
 * test frames; small ones first, as long as there is room.
 *
 * @returns paths in the run's folder
 */
export function filesToShare(
  files: readonly { readonly path: string; readonly size: number }[],
): readonly string[] {
  let room = mostBytes;
  return files
    .filter(({ path }) => !left.test(path) && !path.split('/').some((part) => part.startsWith('.')))
    .toSorted((a, b) => a.size - b.size)
    .filter(({ size }) => {
      const fits = size <= room;
      if (fits) room -= size;
      return fits;
    })
    .map(({ path }) => path);
}
