export const importPath = '/admin/users/import';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The page of an import. */
export function importAddress(importId: string, query: Record<string, string> = {}): string {
  return `${importPath}?${new URLSearchParams({ id: importId, ...query })}`;
}

/** An import's id out of an address or a form, or null. */
export function importIdOf(value: unknown): string | null {
  return typeof value === 'string' && UUID.test(value) ? value : null;
}
