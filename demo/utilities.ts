import { join } from 'node:path';
import { applyUtilities, type InstallationScope } from '@/lib/utilities/apply-utilities';
import { normalizeHost } from '@/lib/utilities/host-rules';
import { type LocatedSource, readUtilityFiles } from '@/lib/utilities/yaml-file';

const FILES = ['harbor.yaml', 'valley.yaml'].map((name) =>
  join(import.meta.dirname, 'utilities', name),
);

/** Applies the demo's utilities as an operator would, but at this port. */
export async function applyDemoUtilities(
  scope: InstallationScope,
  port: number,
  secrets: NodeJS.ProcessEnv,
): Promise<void> {
  const { sources, faults } = await readUtilityFiles(FILES, secrets);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const outcome = await applyUtilities(
    scope,
    sources.map((source) => atPort(source, port)),
  );
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.conflicts));
}

function atPort(source: LocatedSource, port: number): LocatedSource {
  const [canonical, ...others] = source.document.domains;
  const moved = (domain: string) => normalizeHost(domain.replace(/:3000$/, `:${port}`));
  return {
    ...source,
    document: { ...source.document, domains: [moved(canonical), ...others.map(moved)] },
  };
}
