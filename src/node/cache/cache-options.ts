/** Where encoded rows are kept. */
export interface CacheOptions {
  /**
   * Folder in which the encoded rows of large tables are kept for the next training on the same files, or false to keep
   * none. Default: `minibatch` in `$XDG_CACHE_HOME`, or in `~/.cache`.
   */
  readonly cache?: string | false;
}
