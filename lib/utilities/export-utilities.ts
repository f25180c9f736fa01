import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { stringify } from 'yaml';
import type { Database } from '@/lib/db';
import { type FileField, namedFiles } from '@/lib/utilities/file-checks';
import type { UtilityDocument } from '@/lib/utilities/utility-document';
import { findFile, readDocument, storedDocuments } from '@/lib/utilities/utility-store';

/** YAML as `apply` reads it. Secrets stand in it as `${NAME}`: their values never leave. */
export function toYaml(documents: readonly UtilityDocument[]): string {
  return documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n');
}

/**
 * The documents as their operator wrote them, by utility; all where no ids are given.
 * @returns also the ids that no utility has
 */
export async function exportDocuments(
  tx: Database,
  utilityIds?: readonly string[],
): Promise<{ documents: UtilityDocument[]; unknown: string[] }> {
  const stored = await storedDocuments(tx, utilityIds);
  return {
    documents: [...stored].map(([utilityId, document]) => readDocument(utilityId, document)),
    unknown: utilityIds?.filter((utilityId) => !stored.has(utilityId)) ?? [],
  };
}

/** The files that documents name, each once: `apply` will look for them beside the YAML. */
export function filesNamedBy(documents: readonly UtilityDocument[]): string[] {
  return [...new Set(documents.flatMap((document) => Object.values(namedFiles(document))))];
}

/**
 * Writes each utility to `<utility>.yaml` in the directory, and the files that it names to where its
 * YAML says. A path that leads out of the directory, or that another utility has already filled with
 * something else, becomes `./<utility>/<field>-<file name>`: a stored path must not choose what is
 * overwritten on the machine of whoever exports.
 *
 * @returns the paths written
 */
export async function exportToDirectory(
  tx: Database,
  documents: readonly UtilityDocument[],
  directory: string,
): Promise<string[]> {
  const written = new Map<string, string>();
  const write = async (path: string, content: string | Buffer, digest = '') => {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    written.set(normalize(path), digest);
  };
  for (const { utility } of documents) written.set(`${utility}.yaml`, '');
  for (const document of documents) {
    const exported = structuredClone(document);
    for (const [field, path] of Object.entries(namedFiles(document)) as [FileField, string][]) {
      const file = await findFile(tx, document.utility, field);
      if (!file) continue;
      const taken = written.get(normalize(path)) ?? file.digest;
      const target =
        staysInside(path) && taken === file.digest
          ? path
          : `./${document.utility}/${field}-${basename(path)}`;
      await write(target, file.content, file.digest);
      setPath(exported, field, target);
    }
    await write(`${document.utility}.yaml`, toYaml([exported]));
  }
  return [...written.keys()].map((path) => join(directory, path));
}

function staysInside(path: string): boolean {
  return !/^([/\\]|[A-Za-z]:|\.\.([/\\]|$))/.test(normalize(path));
}

function setPath({ brand, sso }: UtilityDocument, field: FileField, path: string): void {
  if (field === 'brand.logo' && brand) brand.logo = path;
  if (sso?.kind !== 'saml') return;
  if (field === 'sso.metadata') sso.metadata = path;
  if (field === 'sso.metadataCertificate') sso.metadataCertificate = path;
}
