import { join } from 'node:path';
import { applyUtilities, type InstallationScope } from '@/lib/utilities/apply-utilities';
import { normalizeHost } from '@/lib/utilities/host-rules';
import { type LocatedSource, readUtilityFiles } from '@/lib/utilities/yaml-file';

const FILES = ['harbor.yaml', 'summit.yaml', 'valley.yaml'].map((name) =>
  join(import.meta.dirname, 'utilities', name),
);

/** As the utilities' files have it. */
const PORTAL_PORT = 4000;

/** Applies the demo's utilities as an operator would, but at these ports. */
export async function applyDemoUtilities(
  scope: InstallationScope,
  port: number,
  secrets: NodeJS.ProcessEnv,
  portalPort = PORTAL_PORT,
): Promise<void> {
  const { sources, faults } = await readUtilityFiles(FILES, secrets);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const outcome = await applyUtilities(
    scope,
    sources.map((source) => withPortalAt(atPort(source, port), portalPort)),
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

function withPortalAt(source: LocatedSource, port: number): LocatedSource {
  const { sso } = source.document;
  if (!sso) return source;
  const moved = (address: string) =>
    new URL(new URL(address).pathname, `http://localhost:${port}`).href;
  const there =
    sso.kind === 'oidc'
      ? { ...sso, issuer: moved(sso.issuer) }
      : { ...sso, metadata: moved(sso.metadata) };
  return { ...source, document: { ...source.document, sso: there } };
}
