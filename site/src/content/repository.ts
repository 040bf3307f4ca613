import manifest from '../../../package.json' with { type: 'json' };

/** Where the repository is read in a browser: the address that the root's package.json names. */
export const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');
