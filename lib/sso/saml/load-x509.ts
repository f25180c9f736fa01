/**
 * The library that writes certificates. It brings a container that refuses to load without the metadata
 * functions of an abandoned proposal to ECMAScript, and then asks them only for what none of its classes
 * has; so they are given here, empty, and no polyfill is shipped for it.
 */
export function loadX509(): Promise<typeof import('@peculiar/x509')> {
  for (const name of ['getMetadata', 'getOwnMetadata', 'defineMetadata']) {
    if (!(name in Reflect)) Object.defineProperty(Reflect, name, { value: () => undefined });
  }
  return import('@peculiar/x509');
}
