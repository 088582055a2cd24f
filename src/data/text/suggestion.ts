/**
 * The candidate that a mistyped word most likely meant.
 *
 * @param word - what was typed
 * @param candidates - what could have been typed
 * @returns the nearest candidate that is at most a third of its length away (in edits, upper and lower case alike) and shares something with it, or
 * the only one that starts with the word; undefined where none is near
 */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  if (typed === "") return undefined;
  const completed = candidates.filter((candidate) => candidate.toLowerCase().startsWith(typed));
  if (completed.length === 1) return completed[0];
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    // Words that share nothing are not near, however short they are.
    const shared = Math.max(typed.length, candidate.length) - 1;
    const limit = Math.min(bestDistance - 1, Math.max(1, Math.floor(candidate.length / 3)), shared);
    const distance = editDistance(typed, candidate.toLowerCase());
    if (distance <= limit) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions and substitutions that turn one word into the other (Levenshtein 1966), row by row. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
