import { createHash, createVerify } from 'node:crypto';
import { EXCLUSIVE } from '@/tests/support/saml-provider/algorithms';
import { canonical, elements, type Tree, treeOf } from '@/tests/support/saml-provider/canonical';

/**
 * What attacks by wrapping were found in: a verifier that goes where the Reference leads, finds that the
 * signature there is good, and does not ask whether that is what will be read.
 */
export function satisfiesNaiveVerifier(xml: string, certificate: string): boolean {
  const all = elements(treeOf(xml));
  return all
    .filter(({ local }) => local === 'Signature')
    .some((signature) => {
      const inside = elements(signature);
      const [info, value, reference, digest] = [
        'SignedInfo',
        'SignatureValue',
        'Reference',
        'DigestValue',
      ].map((name) => inside.find(({ local }) => local === name));
      if (!info || !value || !reference || !digest) return false;
      const isSigned = createVerify('RSA-SHA256')
        .update(canonical(info, EXCLUSIVE))
        .verify(certificate, textOf(value), 'base64');
      const uri = reference.attributes.find(({ local }) => local === 'URI')?.value.slice(1);
      const targets = all.filter(({ attributes }) =>
        attributes.some(({ local, value: id }) => /^id$/i.test(local) && id === uri),
      );
      return isSigned && targets.some((target) => digestOf(target, signature) === textOf(digest));
    });
}

/** By the transform of enveloped signatures, and the exclusive canonicalisation. */
function digestOf(target: Tree, signature: Tree): string {
  const without = (tree: Tree): Tree => {
    const copy: Tree = { ...tree, children: [] };
    copy.children = tree.children
      .filter((child) => child !== signature)
      .map((child) => ('local' in child ? { ...without(child), parent: copy } : child));
    return copy;
  };
  return createHash('sha256')
    .update(canonical(without(target), EXCLUSIVE))
    .digest('base64');
}

function textOf({ children }: Tree): string {
  return children.map((child) => ('text' in child ? child.text : '')).join('');
}
