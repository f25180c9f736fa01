import { useSyncExternalStore } from 'react';

const nothingToWatch = () => () => {};

/** Whether script runs: what only works with it is shown from then on. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    nothingToWatch,
    () => true,
    () => false,
  );
}
