/** The token of the benchmark's company. */
export const BENCH_TOKEN = 'bench.0123456789abcdef0123456789abcdef';
