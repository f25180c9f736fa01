import { open, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FilesByField } from '@/lib/utilities/file-checks';
import { checkFile, type FileField, MAX_FILE_BYTES, namedFiles } from '@/lib/utilities/file-checks';
import { namedSecrets, type SecretsByField } from '@/lib/utilities/secret-fields';
import { environmentName } from '@/lib/utilities/setting-rules';
import { checkDocument, type UtilityDocument } from '@/lib/utilities/utility-document';
import { parseYaml, type YamlDocument } from '@/lib/utilities/yaml-document';

/** A utility as its YAML gives it, with the files and secrets that it names. */
export interface UtilitySource {
  document: UtilityDocument;
  files: FilesByField;
  secrets: SecretsByField;
}

/** A {@link UtilitySource} that was read from a file. */
export interface LocatedSource extends UtilitySource {
  /** `file:line: field.path: message`, for what turns out to be wrong later on. */
  fault(path: readonly (string | number)[], message: string): string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads utilities from YAML files, each with one or several, and everything that they name.
 *
 * @param variables where `${NAME}` is looked up; a variable that is empty counts as not set
 * @returns every utility of every file, or every fault of every file as `file:line: field: message`
 */
export async function readUtilityFiles(
  paths: readonly string[],
  variables: Environment = process.env,
): Promise<{ sources: LocatedSource[]; faults: string[] }> {
  const sources: LocatedSource[] = [];
  const faults: string[] = [];
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      faults.push(`${path}: ${readFailure(error)}`);
    });
    if (text === undefined) continue;
    const yaml = parseYaml(text);
    faults.push(...yaml.faults.map(({ line, message }) => `${path}:${line}: ${message}`));
    if (yaml.documents.length + yaml.faults.length === 0) faults.push(`${path}:1: has no utility`);
    for (const document of yaml.documents) {
      const source = await readSource(path, document, variables);
      sources.push(...source.sources);
      faults.push(...source.faults);
    }
  }
  faults.push(...clashes(sources));
  return { sources: faults.length > 0 ? [] : sources, faults };
}

async function readSource(file: string, yaml: YamlDocument, variables: Environment) {
  const fault: LocatedSource['fault'] = (path, message) =>
    `${file}:${yaml.lineOf(path)}: ${path.length > 0 ? `${dotted(path)}: ` : ''}${message}`;
  const checked = checkDocument(yaml.value);
  if (checked.kind === 'invalid') {
    const inOrder = checked.faults.toSorted((a, b) => yaml.lineOf(a.path) - yaml.lineOf(b.path));
    return { sources: [], faults: inOrder.map(({ path, message }) => fault(path, message)) };
  }
  const { document } = checked;
  const files: FilesByField = {};
  const secrets: SecretsByField = {};
  const faults: string[] = [];
  for (const [field, path] of Object.entries(namedFiles(document)) as [FileField, string][]) {
    const found = await readNamedFile(field, resolve(dirname(file), path));
    if (typeof found === 'string') faults.push(fault(field.split('.'), `${path} ${found}`));
    else files[field] = found;
  }
  for (const { field, reference } of namedSecrets(document)) {
    const name = environmentName(reference);
    const value = variables[name];
    if (isOwnSetting(name)) faults.push(fault(field.split('.'), `${name} ${OWN_SETTING}`));
    else if (value) secrets[field] = value;
    else faults.push(fault(field.split('.'), `the environment variable ${name} is not set`));
  }
  return { sources: [{ document, files, secrets, fault }], faults };
}

const OWN_SETTING = 'is a setting of this program, and no secret to share with a provider';

/** A utility's file may come from its identity engineer: it must not send our secrets there. */
function isOwnSetting(name: string): boolean {
  return /^(AUTH_SECRET|NEXTAUTH_SECRET|DATABASE_URL|METRICS_TOKEN|SMTP_URL|NEXT_SERVER_ACTIONS_.*)$/.test(
    name,
  );
}

/** Never more than one byte above the limit: a wrong path may lead to a disk image. */
async function readNamedFile(field: FileField, path: string) {
  try {
    const handle = await open(path);
    try {
      if (!(await handle.stat()).isFile()) return 'is not a file';
      const { buffer, bytesRead } = await handle.read({
        buffer: Buffer.alloc(MAX_FILE_BYTES[field] + 1),
      });
      return checkFile(field, Buffer.from(buffer.subarray(0, bytesRead)));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return readFailure(error);
  }
}

/** Two documents at odds with each other; against the database, apply-utilities checks. */
function clashes(sources: readonly LocatedSource[]): string[] {
  const faults: string[] = [];
  const ids = new Set<string>();
  const owners = new Map<string, string>();
  for (const { document, fault } of sources) {
    if (ids.has(document.utility)) faults.push(fault(['utility'], 'is given twice'));
    ids.add(document.utility);
    for (const [position, domain] of document.domains.entries()) {
      const owner = owners.get(domain);
      if (owner && owner !== document.utility) {
        faults.push(fault(['domains', position], `${domain} belongs to ${owner}, further up`));
      }
      owners.set(domain, document.utility);
    }
  }
  return faults;
}

function dotted(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

const READ_FAILURES: Record<string, string> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read',
  EISDIR: 'is not a file',
};

function readFailure(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return READ_FAILURES[code ?? ''] ?? `cannot be read (${code ?? 'unknown error'})`;
}
