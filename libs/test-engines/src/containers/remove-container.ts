import { getContainerRuntimeClient } from 'testcontainers';

/** Removes a container with its data; one that is no longer there is fine. */
export async function removeContainer(id: string): Promise<void> {
  const client = await getContainerRuntimeClient();
  await client.container
    .getById(id)
    .remove({ force: true, v: true })
    .catch(() => undefined);
}
