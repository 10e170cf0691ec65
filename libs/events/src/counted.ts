/**
 * A number with its word, which agrees with it: `1 line`, `2 lines`, `4,000 lines`. The many of a word that does not simply take an s is given. What comes
 * after it can agree as well: `counted(bad, 'line is', 'lines are')`.
 */
export function counted(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${Number(count) === 1 ? one : many}`;
}
