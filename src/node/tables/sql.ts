/** A name of a column as SQL: in double quotes. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL: in single quotes. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The path of one file as SQL. DuckDB takes `*`, `?` and `[` in a path for a pattern; in brackets they are letters. */
export function sqlPath(path: string): string {
  return sqlText(path.replaceAll(/[*?[]/g, "[$&]"));
}

/** The paths of one file or several as SQL. */
export function sqlPaths(paths: readonly string[]): string {
  const [only] = paths;
  return paths.length === 1 && only !== undefined ? sqlPath(only) : `[${paths.map(sqlPath).join(", ")}]`;
}
