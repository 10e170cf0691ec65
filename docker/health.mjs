// Whether the service of this container is alive. Readiness is for load balancers: an engine that is away is no reason to restart.
const port = process.env.LUCIQ_OPERATIONS_PORT || '9464';

try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(2_500) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
