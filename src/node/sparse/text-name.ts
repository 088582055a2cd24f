/** What a text is called in messages: its path, where it has one. */
export function textName(path: string): string {
  return path === "-" ? "standard input" : path;
}
