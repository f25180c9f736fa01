import { isUuid } from '@/lib/uuid';

export const importPath = '/admin/users/import';

/** The page of an import. */
export function importAddress(importId: string, query: Record<string, string> = {}): string {
  return `${importPath}?${new URLSearchParams({ id: importId, ...query })}`;
}

/** An import's id out of an address or a form, or null. */
export function importIdOf(value: unknown): string | null {
  return isUuid(value) ? value : null;
}
